"""YAML that is changed and written again with its comments, quotes and indentation as they were."""

from ruamel.yaml import YAML


def keeping_yaml(*, width: int) -> YAML:
    """`width`: in characters, from which on the writer would break a line."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = width
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
