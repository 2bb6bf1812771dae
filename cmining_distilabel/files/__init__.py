"""Reading and writing of small files: whole or not at all, and with no trust in what stands in them."""

from cmining_distilabel.files.safe_yaml import dump_yaml, load_yaml, parse_yaml, read_yaml_mapping
from cmining_distilabel.files.whole import (
    link_tree,
    remove_left,
    remove_left_files,
    replace_file,
    whole_file,
    whole_folder,
)
from cmining_distilabel.files.write import (
    check_utf8,
    json_text,
    make_folder,
    write_bytes,
    write_csv,
    write_json,
    write_lines,
    write_text,
)

__all__ = [
    "check_utf8",
    "dump_yaml",
    "json_text",
    "link_tree",
    "load_yaml",
    "make_folder",
    "parse_yaml",
    "read_yaml_mapping",
    "remove_left",
    "remove_left_files",
    "replace_file",
    "whole_file",
    "whole_folder",
    "write_bytes",
    "write_csv",
    "write_json",
    "write_lines",
    "write_text",
]
