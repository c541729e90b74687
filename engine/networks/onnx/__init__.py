"""Graphs in ONNX files, turned into plain layers."""
