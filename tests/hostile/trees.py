"""Pages as a browser reads them, and what a page with harmless names says of one with others."""

import re

from engine.records.foreign import show


def tree(html):
    """A page as a browser reads it: tags, attributes and text in order, spaces as one."""
    from selectolax.lexbor import LexborHTMLParser

    found = []

    def walk(node):
        if node.tag == "-text":
            if found and isinstance(found[-1], str):
                found[-1] += node.text_content
            else:
                found.append(node.text_content)
        else:
            attributes = sorted(node.attributes.items())
            found.append(
                (node.tag, tuple((name, value and tidy(value)) for name, value in attributes))
            )
            child = node.child
            while child is not None:
                walk(child)
                child = child.next
            found.append(f"</{node.tag}>" if node.tag.startswith("-") else ("/", node.tag))

    walk(LexborHTMLParser(html).root)
    return [tidy(one) if isinstance(one, str) else one for one in found]


def tidy(text):
    """A text with its spaces as one, as a browser lays it out."""
    return re.sub(r"[ \n]+", " ", text).strip(" ")


def token(number):
    """A name without anything in it that any place could take for more than a name."""
    return f"harmless{number:05d}x"


def put(expected, texts):
    """The tree of a harmless page with the texts, as they are seen, in place of the tokens."""
    tokens = {token(number): show(text) for number, text in enumerate(texts)}

    def fill(text):
        return tidy(re.sub(r"harmless\d{5}x", lambda match: tokens[match[0]], text))

    return [
        fill(one)
        if isinstance(one, str)
        else (one[0], tuple((name, value and fill(value)) for name, value in one[1]))
        if isinstance(one[1], tuple)
        else one
        for one in expected
    ]
