"""``visavis answers import``."""

from __future__ import annotations

from pathlib import Path

import click

from visavis.commands.answers_reading import read_answers, size_of
from visavis.commands.failing import BadInputError, clear_errors


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to write; standard output by default."
)
@click.option("--force", is_flag=True, help="Write over a file that exists.")
def command(file: Path, out: Path | None, force: bool) -> None:
    """Turn FILE, a table of questions and answers (.csv, .tsv), into a YAML file.

    The first row names the columns, in Chinese or in English: 问题/question, 相似问法/variants, 答案/answer, and any
    of 编号/id, 标签/tags, 语言/language, 表情/emotion, 手势/gesture, 链接/links, 图片/pictures, 按钮/replies. UTF-8,
    UTF-16 and GBK are read. From Excel, save as "CSV UTF-8".

    Exit status: 0 written; 1 the system refused; 2 the table cannot be used.

    \b
    Examples:
      visavis answers import faq.csv
      visavis answers import faq.csv -o answers.yaml
    """
    from visavis.dialogue.answers.write import to_yaml

    if file.suffix.lower() in {".xlsx", ".xls"}:
        raise BadInputError(f'{file.name} is a workbook: save its sheet as "CSV UTF-8 (comma delimited)" first')
    book = read_answers(file, as_json=False)
    text = to_yaml(book)
    if out is None:
        click.echo(text, nl=False)
        return
    if out.exists() and not force:
        raise BadInputError(f"{out} exists; give --force to write over it")
    with clear_errors():
        out.write_text(text, encoding="utf-8")
    click.echo(f"{out}: {size_of(book)}", err=True)
