"""The smallest hidden layer that memorises a table, against what was estimated beforehand."""
