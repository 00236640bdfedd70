from __future__ import annotations

import io
import json
import zipfile

import pytest

from archive.ingest.raw import Notice
from archive.ingest.readers import read_paths
from archive.ingest.readers.columns import PROGRAMS, ColumnMapping, RecordProgram, propose, read_columns
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.options import Meter
from tests.ingest.readers.files import BODY, CASES, FIRST, read, reasons, write, zipped

# What each program writes, and what is read of it besides headline, text and address.
RECORDS = {
    "Media Cloud": ({"stories_id": 7, "media_name": "Border Courier", "publish_date": "2012-02-24", "title": "Post taken", "url": "https://c.example/1",
                     "story_text": FIRST, "ap_syndicated": False, "language": "en"}, {"id": "7", "language": "en"}),
    "news-please": ({"authors": ["Ilse Varga", "Bo Lund"], "date_download": "2020-01-01 00:00:00", "date_publish": "2012-02-24 10:22:00",
                     "maintext": FIRST, "source_domain": "Border Courier", "title": "Post taken", "title_page": None, "url": "https://c.example/1",
                     "description": "The lead.", "filename": "x.json"}, {"byline": "Ilse Varga, Bo Lund", "standfirst": "The lead."}),
    "newspaper4k": ({"authors": ["Ilse Varga"], "publish_date": "2012-02-24T00:00:00", "text": FIRST, "title": "Post taken", "summary": "Made by a machine.",
                     "url": "https://c.example/1", "source_name": "Border Courier", "source_url": "https://c.example"}, {"byline": "Ilse Varga", "standfirst": ""}),
    "trafilatura": ({"title": "Post taken", "author": "Ilse Varga", "hostname": "c.example", "date": "2012-02-24", "fingerprint": "ab", "id": None,
                     "raw_text": "x", "text": FIRST, "source": "https://c.example/1", "source-hostname": "Border Courier", "excerpt": "x"},
                    {"byline": "Ilse Varga"}),
    "NewsAPI": ({"source": {"id": None, "name": "Border Courier"}, "author": "Ilse Varga", "title": "Post taken", "description": "The lead.",
                 "url": "https://c.example/1", "urlToImage": None, "publishedAt": "2012-02-24T10:22:00Z", "content": FIRST}, {"standfirst": "The lead."}),
    "Newscatcher": ({"title": "Post taken", "published_date": "2012-02-24 10:22:00", "link": "https://c.example/1", "clean_url": "Border Courier",
                     "summary": FIRST, "excerpt": "The lead.", "_id": "ab", "author": "Ilse Varga"}, {"id": "ab", "byline": "Ilse Varga"}),
    "ReliefWeb": ({"id": "99", "score": 1, "fields": {"title": "Post taken", "body": f"## Post\n\n**{FIRST[:10]}**{FIRST[10:]} [map](https://m.example/a)",
                   "body-html": "<p>x", "date": {"original": "2012-02-24T00:00:00+00:00", "created": "2012-03-01T00:00:00+00:00"},
                   "source": [{"name": "Border Courier", "id": 1}], "language": [{"code": "en", "name": "English"}], "url_alias": "https://c.example/1"}},
                  {"id": "99", "language": "en", "text": f"Post\n\n{FIRST} map"}),
    "quanteda or readtext": ({"doc_id": "a1", "text": FIRST, "title": "Post taken", "url": "https://c.example/1", "outlet": "Border Courier",
                              "date": "2012-02-24"}, {"id": "a1"}),
    "GDELT with texts": ({"url": "https://c.example/1", "title": "Post taken", "seendate": "20120224T102200Z", "domain": "Border Courier", "language": "English",
                          "sourcecountry": "Nowhere", "text": FIRST}, {"language": "en"}),
    "ProQuest": ({"Title": "Post taken", "StoreId": "123", "Authors": "Varga, Ilse", "pubdate": "Feb 24, 2012", "pubtitle": "Border Courier", "Full Text": FIRST,
                  "DocumentURL": "https://c.example/1", "language": "English", "year": "2012"}, {"id": "123", "byline": "Varga, Ilse"}),
    "The Guardian": ({"id": "world/1", "webPublicationDate": "2012-02-24T10:22:00Z", "webTitle": "Post", "webUrl": "https://c.example/1", "type": "article",
                      "fields": {"headline": "Post taken", "byline": "Ilse Varga", "bodyText": FIRST, "trailText": "The lead.", "publication": "Border Courier"}},
                     {"id": "world/1", "byline": "Ilse Varga", "standfirst": "The lead."}),
    "The New York Times": ({"_id": "n1", "web_url": "https://c.example/1", "pub_date": "2012-02-24T10:22:00+0000", "headline": {"main": "Post taken", "kicker": None},
                            "byline": {"original": "Ilse Varga"}, "source": "Border Courier", "lead_paragraph": FIRST, "snippet": "x"}, {"id": "n1", "byline": "Ilse Varga"}),
    "All the News": ({"date": "2012-02-24 10:22:00", "year": "2012", "author": "Ilse Varga", "title": "Post taken", "article": FIRST, "url": "https://c.example/1",
                      "section": "World", "publication": "Border Courier"}, {"byline": "Ilse Varga"}),
    "CC-News": ({"title": "Post taken", "text": FIRST, "domain": "Border Courier", "date": "2012-02-24", "description": "x", "url": "https://c.example/1",
                 "image_url": None}, {"standfirst": ""}),
    "French headings": ({"Titre": "Post taken", "Contenu": FIRST, "Date de publication": "2012-02-24", "Source": "Border Courier", "Auteur": "Ilse Varga",
                         "Lien": "https://c.example/1"}, {"byline": "Ilse Varga"}),
    "Persian headings": ({"عنوان": "Post taken", "متن": FIRST, "تاریخ": "2012-02-24", "منبع": "Border Courier", "نویسنده": "Ilse Varga", "لینک": "https://c.example/1"},
                         {"byline": "Ilse Varga"}),
    "Russian headings": ({"Заголовок": "Post taken", "Текст": FIRST, "Дата публикации": "2012-02-24", "Источник": "Border Courier", "Автор": "Ilse Varga",
                          "Ссылка": "https://c.example/1"}, {"byline": "Ilse Varga"}),
    "German headings": ({"Titel": "Post taken", "Text": FIRST, "Datum": "24. Februar 2012", "Quelle": "Border Courier", "Autor": "Ilse Varga", "Link": "https://c.example/1"},
                        {"byline": "Ilse Varga"}),
    "compact day": ({"title": "Post taken", "text": FIRST, "published": "20120224102200", "outlet": "Border Courier", "url": "https://c.example/1"}, {}),
}  # fmt: skip
NESTED = ("ReliefWeb", "NewsAPI", "The Guardian", "The New York Times")


@pytest.mark.parametrize("program", RECORDS)
@pytest.mark.parametrize("form", ["lines", "array", "indented array", "list in an object", "single object"])
def test_records_of_programs_are_read_in_every_form_of_json(tmp_path, program, form):
    record, more = RECORDS[program]
    text = {
        "lines": json.dumps(record) + "\n",
        "array": json.dumps([record]),
        "indented array": json.dumps([record], indent=2),
        "list in an object": json.dumps({"status": "ok", "meta": {"tags": [{"a": 1}]}, "articles": [record], "more": [{"text": "no"}]}, indent=1),
        "single object": json.dumps(record, indent=1),
    }[form]  # fmt: skip

    (report,), said = read(write(tmp_path, "a.json", text))

    assert (report.headline, report.source, report.url) == (
        "Post taken",
        "Border Courier",
        "https://c.example/1",
    )
    assert report.published[:10] in ("2012-02-24", "Feb 24, 20", "24. Februa")
    assert {name: getattr(report, name) for name in more} == more
    assert report.text == more.get("text", FIRST)
    assert reasons(said) == []
    assert [reason.split(":")[0] for reason in reasons(said, notices=True)] in (
        [], ["its columns were read by their names"], [f"its columns were read as {program.removesuffix(' with texts')} writes them"],
    )  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("program", [name for name in RECORDS if name not in NESTED])
def test_tables_of_programs_are_read(tmp_path, program, delimiter):
    record, more = RECORDS[program]
    cells = [str(value) if value is not None else "" for value in record.values()]
    quoted = delimiter.join('"' + cell.replace('"', '""') + '"' for cell in cells)

    (report,), said = read(write(tmp_path, "a.csv", f"{delimiter.join(record)}\n{quoted}\n"))

    assert (report.headline, report.source, report.text) == ("Post taken", "Border Courier", FIRST)
    assert {name: getattr(report, name) for name in more} == more
    assert reasons(said) == []


def test_the_cases_are_read():
    reports, _ = read(CASES / "14-columns.jsonl")
    (row,), _ = read(CASES / "14-columns.csv")

    assert [report.published[:10] for report in [*reports, row]] == ["2012-02-24"] * 6
    assert [report.byline for report in reports] == [
        "Ilse Varga, Bo Lund",
        "Ilse Varga",
        "Ilse Varga",
        "Ilse Varga",
        "",
    ]
    assert [report.source for report in [*reports, row]] == [
        "",
        "",
        "Border Courier",
        "Border Courier",
        "",
        "Border Courier",
    ]
    assert reports[3].url == "https://courier.example/4"


def test_how_columns_were_read_is_said_once(tmp_path):
    rows = "".join(f"{n},Border Courier,2012-02-24,Post {n},{FIRST!r}\n" for n in range(3))
    path = write(
        tmp_path,
        "a.csv",
        f"stories_id,media_name,publish_date,title,story_text\n{rows.replace(chr(39), chr(34))}",
    )

    assert reasons(read(path)[1], notices=True) == [
        "its columns were read as Media Cloud writes them: id from stories_id, source from media_name, published from publish_date, "
        "headline from title, text from story_text. To read them otherwise, use --columns"
    ]


def test_lists_without_texts_are_refused_with_what_to_do(tmp_path):
    gdelt = {
        "articles": [
            {
                "url": "https://c.example/1",
                "title": "Post taken",
                "seendate": "20120224T102200Z",
                "domain": "c.example",
            }
        ]
    }
    cloud = "id,indexed_date,language,media_name,media_url,publish_date,title,url\n1,2020,en,Post,x,2012-02-24,Post taken,https://c.example/1\n"

    in_json = reasons(read(write(tmp_path, "a.json", json.dumps(gdelt)))[1])
    in_table = reasons(read(write(tmp_path, "a.csv", cloud))[1])

    said = "has no texts: it lists reports without their texts: save the pages it points to (HTML, WARC), and load those"
    assert in_json == [f"is of GDELT and {said}"] and in_table == [f"is of Media Cloud and {said}"]


def test_a_text_that_a_program_has_cut_off_is_told(tmp_path):
    record = RECORDS["NewsAPI"][0] | {"content": f"{FIRST} … [+1234 chars]"}

    (report,), _ = read(write(tmp_path, "a.json", json.dumps({"articles": [record]})))

    assert report.text == f"{FIRST} …"
    assert report.notices == (
        "its text was cut off by the program that wrote it: 1,234 characters are missing",
    )


def test_an_abstract_stands_in_for_a_text_and_several_sources_are_told(tmp_path):
    zotero = 'Key,Item Type,Publication Year,Author,Title,Publication Title,Url,Abstract Note,Date\nAB,newspaperArticle,2012,"Varga, Ilse",Post taken,Border Courier,,"{}",2012-02-24\n'
    relief = {
        "data": [
            {
                "id": "9",
                "fields": {"title": "Post", "body": FIRST, "source": [{"name": "One"}, {"name": "Two"}]},
            }
        ]
    }

    (one,), _ = read(write(tmp_path, "a.csv", zotero.format(FIRST)))
    (two,), _ = read(write(tmp_path, "a.json", json.dumps(relief)))

    assert (one.text, one.id, one.notices) == (
        FIRST,
        "AB",
        ("has no full text: its abstract was taken instead",),
    )
    assert (two.source, two.notices) == ("One", ("names 2 sources: the first, “One”, was taken",))


# What somebody said


def test_what_somebody_said_of_columns_counts_and_is_kept_with_the_report(tmp_path):
    path = write(tmp_path, "a.csv", f'kop;inhoud;krant\nPost taken;"{FIRST}";Border Courier\n')
    told = ColumnMapping(read_columns("headline=Kop, text=inhoud,source=krant"))

    (report,), said = read(path, columns=told)

    assert (report.headline, report.text, report.source) == ("Post taken", FIRST, "Border Courier")
    assert report.columns == (("kop", "headline"), ("inhoud", "text"), ("krant", "source"))
    assert told.met == {("kop", "inhoud", "krant"): report.columns}


def test_a_column_may_be_left_out_and_another_take_its_place(tmp_path):
    path = write(
        tmp_path,
        "a.jsonl",
        json.dumps({"title": "Not it", "heading": "Post taken", "text": FIRST, "author": "A robot"}) + "\n",
    )

    (report,), _ = read(path, columns=ColumnMapping(read_columns("headline=heading,byline=")))

    assert (report.headline, report.byline) == ("Post taken", "")


@pytest.mark.parametrize(
    ("given", "reason"), [("txt=body", "write column=label"), ("text", "write column=label")]
)
def test_columns_that_cannot_be_meant_are_refused(given, reason):
    with pytest.raises(RecordError, match=reason):
        read_columns(given)


def test_a_label_that_is_not_there_refuses_the_file(tmp_path):
    reports, said = read(
        write(tmp_path, "a.csv", f"kop,tekst\nA,{FIRST[:20]}\n"), columns=ColumnMapping({"text": "inhoud"})
    )

    assert reports == []
    assert reasons(said) == ["has no column “inhoud”, which --columns names; its columns are: kop, tekst"]


def test_each_program_is_known_by_labels_that_it_reads_or_leaves_out():
    for program in PROGRAMS:
        assert isinstance(program, RecordProgram)
        assert propose(program.shown_by).program is not None


# JSON


def test_records_are_cut_out_of_json_byte_for_byte(tmp_path):
    records = ['{"text": "a \\"}] b", "n": [{"text": "inner"}]}', '{ "text" : "c\\\\" }', '{"text":"é"}']
    path = write(
        tmp_path, "a.json", '\ufeff{"page": {"n": 1}, "data" :\n[' + " ,\n".join(records) + '], "last": [{}]}'
    )

    reports, said = read(path)

    assert [report.content.decode() for report in reports] == records
    assert [report.text for report in reports] == ['a "}] b', "c\\", "é"]


def test_objects_that_follow_each_other_are_read(tmp_path):
    reports, _ = read(write(tmp_path, "a.json", '{\n "text": "one"\n}\n{\n "text": "two"\n}'))

    assert [report.text for report in reports] == ["one", "two"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[{"text": "one"}, {"text": "tw', "ends too early"),
        ('[{"text": "one"}, {"text": "two"', "ends too early"),
        ('[{"text": "one"}]}}', "ends too early"),
        ('[{"text": "one"}, {"text": ' + "[" * 600, "nested too deeply"),
    ],
)
def test_json_that_is_damaged_is_refused_after_what_could_be_read(tmp_path, text, reason):
    reports, said = read(write(tmp_path, "a.json", text))

    assert [report.text for report in reports] == ["one"]
    assert reason in reasons(said)[0]


def test_a_record_that_is_too_large_is_refused_and_the_next_is_read(tmp_path):
    reports, said = read(write(tmp_path, "a.json", json.dumps([{"text": "x" * 5_000_001}, {"text": "next"}])))

    assert [(report.text, report.position) for report in reports] == [("next", 2)]
    assert [(line.line, "larger than 5 MB" in line.reason) for line in said] == [(1, True)]


# Spreadsheets


def xlsx(rows: list[list], *, more: dict[str, str] | None = None) -> bytes:
    """Return a spreadsheet with one sheet; numbers in a cell marked as a day are counted from 1900."""
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = []
        for column, value in enumerate(row):
            place = f"{chr(65 + column)}{number}"
            if isinstance(value, str):
                text = value.replace("&", "&amp;").replace("<", "&lt;")
                cells.append(f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>')
            else:
                cells.append(
                    f'<c r="{place}" s="{1 if isinstance(value, int) and value > 30_000 else 0}"><v>{value}</v></c>'
                )
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    return zipped({
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{rels}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{name}" xmlns:r="{office}"><sheets><sheet name="Sheet 1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{rels}"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{name}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{name}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
        **(more or {}),
    })  # fmt: skip


def test_a_spreadsheet_is_read_row_by_row(tmp_path):
    rows = [["Search of 2 March"], [], ["Titel", "Volltext", "Datum", "Zeitung", "Nr"], ["Post & <mill>", BODY, 40963, "Border Courier", 7.0], [],
            ["No text", "", 40964, "Border Courier", 8.0]]  # fmt: skip

    (report,), said = read(write(tmp_path, "a.xlsx", xlsx(rows)))

    assert (report.headline, report.text, report.published) == ("Post & <mill>", BODY, "2012-02-24")
    assert (report.source, report.position) == ("Border Courier", 4)
    assert json.loads(report.content)["Nr"] == "7"
    assert [(line.line, line.reason) for line in said if not isinstance(line, Notice)] == [
        (6, "its text is empty: fill it in or leave the record out")
    ]


def test_a_spreadsheet_of_proquest_in_the_old_form_is_read():
    (report,), said = read(CASES / "proquest.xls")

    assert (report.headline, report.source, report.published, report.byline, report.id) == (
        "Post taken", "Border Courier", "Feb 24, 2012", "Varga, Ilse", "123",
    )  # fmt: skip
    assert (report.text, report.notices) == (FIRST, ("has no full text: its abstract was taken instead",))


def test_a_spreadsheet_with_a_password_is_refused_with_what_to_do(tmp_path):
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")

    assert (
        "Save it without one and try again"
        in reasons(read(write(tmp_path, "a.xlsx", content))[1], notices=True)[0]
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (xlsx([["a", "b"], ["c", "d"]]), "has neither a text nor an html column; its columns are: a, b"),
        (xlsx([]), "is empty"),
        (zipped({"xl/workbook.xml": "<x/>"}), "is damaged or cut off"),
    ],
)
def test_a_spreadsheet_without_reports_is_refused_with_what_to_do(tmp_path, content, reason):
    assert reasons(read(write(tmp_path, "a.xlsx", content))[1])[0].startswith(reason)


def test_a_spreadsheet_that_unpacks_to_a_mountain_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("archive.ingest.readers.sheets.MAX_UNPACKED", 1_000_000)
    content = xlsx([["text"], ["x"]], more={"xl/media/zeros": "0" * 2_000_000})

    assert reasons(read(write(tmp_path, "a.xlsx", content))[1]) == [
        "unpacks to far more than its size, like a file made to fill a disk: it was not read"
    ]


def test_a_locked_member_is_told(tmp_path):
    content = bytearray(zipped({"a.txt": FIRST}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1

    assert reasons(read(write(tmp_path, "a.zip", bytes(content)))[1]) == [
        "is protected with a password: save it without one and try again"
    ]


def test_archives_within_archives_are_read_so_deep_and_no_deeper(tmp_path):
    content = FIRST.encode()
    for depth in range(5):
        content = zipped({f"{depth}.zip" if depth else "a.txt": content})
        found, said = read(write(tmp_path, "x.zip", content))
        assert len(found) == (1 if depth < 3 else 0)
    assert "is an archive within 3 others" in reasons(said)[0]


def test_a_bomb_is_refused_whatever_sizes_it_states(tmp_path, monkeypatch):
    monkeypatch.setattr("archive.ingest.readers.unpack.MAX_UNPACKED", 100_000)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}.txt", "0" * 90_000)

    monkeypatch.setattr("archive.ingest.readers.unpack.MAX_TIMES", 1)
    found, said = read(write(tmp_path, "a.zip", content.getvalue()))

    assert found == [] and [reason.partition(":")[0][:33] for reason in reasons(said)] == [
        "unpacks to far more than its size"
    ]


def test_a_page_of_wordpress_is_read_from_its_interface(tmp_path):
    record = {"id": 7, "date": "2012-02-24T10:22:00", "link": "https://c.example/1", "title": {"rendered": "Post &#8216;taken&#8217;"},
              "content": {"rendered": f"<p>{FIRST}</p>", "protected": False}, "excerpt": {"rendered": "<p>x</p>"}, "author": 3}  # fmt: skip

    (report,), _ = read(write(tmp_path, "a.json", json.dumps([record])))

    assert (report.headline, report.html, report.id, report.byline) == (
        "Post ‘taken’",
        f"<p>{FIRST}</p>",
        "7",
        "",
    )


@pytest.mark.parametrize(
    "table",
    [
        {"title": {"0": "Post", "1": "Mill"}, "text": {"0": FIRST, "1": FIRST}},
        {"columns": ["title", "text"], "index": [0], "data": [["Post", FIRST]]},
    ],
)
def test_a_table_written_column_by_column_is_refused_with_what_to_do(tmp_path, table):
    reports, said = read(write(tmp_path, "a.json", json.dumps(table)))

    assert reports == []
    assert reasons(said) == [
        "is a table written column by column, as pandas does: write an object for each report, with orient='records'"
    ]


def test_progress_follows_the_rows_of_a_spreadsheet(tmp_path):
    rows = [["headline", "text"], *([f"Post {n}", FIRST * 20] for n in range(40))]
    path, meter = write(tmp_path, "a.xlsx", xlsx(rows)), Meter()

    places = [meter.read / path.stat().st_size for _ in read_paths([path], meter=meter)]

    assert places == sorted(places) and len(places) == 40
    assert places[0] < 0.1 and 0.4 < places[20] < 0.65 and meter.read == path.stat().st_size
