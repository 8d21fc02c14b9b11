//! What does not come in, and what is said about it.

use super::{
    archives::{Archive, post},
    paper::Paper,
};
use crate::import::{ImportError, MarkdownImport, import_markdown};

const SOUND: &str = "---\ntitle: Sound\ndate: 2024-05-01\n---\nIt is.\n\nReally.\n";

/// Imports `file` beside a sound one and returns the one line about it.
async fn line_about(file: &[u8]) -> String {
    let paper = Paper::new().await;
    let archive =
        Archive::of(&[("content/news/sound.md", SOUND)]).file("content/news/file.md", file);
    let report = paper.import(&archive.write(paper.folder.path())).await.unwrap();
    assert_eq!((report.imported, report.refused), (1, 1), "{report}");
    let lines: Vec<_> = report.lines.iter().filter(|line| line.contains("file.md")).collect();
    assert_eq!(lines.len(), 1, "{report}");
    lines[0].strip_prefix("content/news/file.md: ").unwrap().to_owned()
}

#[tokio::test]
async fn each_refusal_names_file_and_field() {
    let cases = [
        (post("date: 2024-05-01", "Text."), "title: missing or empty"),
        (post("title: '  '\ndate: 2024-05-01", "Text."), "title: missing or empty"),
        (post("title: [a]\ndate: 2024-05-01", "Text."), "title: missing or empty"),
        (
            post(&format!("title: {}\ndate: 2024-05-01", "a".repeat(400)), "Text."),
            "title: longer than 300",
        ),
        (post("title: A", "Text."), "date: missing or empty"),
        (post("title: A\ndate: yesterday", "Text."), "date: “yesterday” is not a date"),
        (post("title: A\ndate: 2024-02-30", "Text."), "date: “2024-02-30” is not a date"),
        (
            post("title: A\ndate: 2024-02-03 25:00", "Text."),
            "date: “2024-02-03 25:00” is not a date",
        ),
        (
            post("title: A\ndate: 2024-05-01\nauthors: [a", "Text."),
            "front matter: not YAML at line ",
        ),
        (post("title: \"A\ndate: 2024-05-01", "Text."), "front matter: not YAML at line "),
        (post("- a\n- b", "Text."), "front matter: not YAML at line "),
        ("Only text.\n".to_owned(), "front matter: none; a post begins with a line of “---”"),
        (String::new(), "front matter: none; a post begins with a line of “---”"),
        ("---\ntitle: A\ndate: 2024-05-01\n".to_owned(), "front matter: no line of “---” ends it"),
        ("+++\ntitle = 'A'\n+++\n".to_owned(), "front matter: TOML is not read"),
    ];
    for (text, expected) in &cases {
        let line = line_about(text.as_bytes()).await;
        assert!(line.starts_with(expected) && line.ends_with("; not imported"), "{text}: {line}");
    }
}

#[tokio::test]
async fn bad_utf8_names_the_field_it_stands_in() {
    let in_title = b"---\ndate: 2024-05-01\ntitle: A \xff\n---\nText.\n";
    assert_eq!(line_about(in_title).await, "title: not UTF-8 at line 3; not imported");
    let in_body = b"---\ntitle: A\ndate: 2024-05-01\n---\nText.\n\xc3(\n";
    assert_eq!(line_about(in_body).await, "body: not UTF-8 at line 6; not imported");
    let before = b"\xff\xfe---\ntitle: A\n---\n";
    assert_eq!(line_about(before).await, "front matter: not UTF-8 at line 1; not imported");
}

#[tokio::test]
async fn a_yaml_error_has_the_line_of_the_file() {
    let text = "\n\n---\ntitle: A\ndate: 2024-05-01\nauthors: [a\n---\nText.\n";
    let line = line_about(text.as_bytes()).await;
    assert!(line.contains("at line 6") || line.contains("at line 7"), "{line}");
}

#[tokio::test]
async fn a_file_too_large_is_a_line() {
    let mut text = post("title: A\ndate: 2024-05-01", "").into_bytes();
    text.resize(4 * 1024 * 1024 + 1, b'a');
    assert_eq!(line_about(&text).await, "file: larger than 4 MiB; not imported");
}

#[tokio::test]
async fn paths_that_leave_the_archive_and_links_are_lines() {
    let paper = Paper::new().await;
    let archive = Archive::of(&[("./content/news/sound.md", SOUND)])
        .file_named("/etc/cron.d/a.md", SOUND.as_bytes())
        .file_named("content/../../b.md", SOUND.as_bytes())
        .file_named("content/news/..\\c.md", SOUND.as_bytes())
        .symlink("content/news/d.md", "/etc/passwd")
        .symlink("content/pictures", "/etc");
    let report = paper.import(&archive.write(paper.folder.path())).await.unwrap();
    assert_eq!((report.imported, report.refused), (1, 4), "{report}");
    for expected in [
        "/etc/cron.d/a.md: file: an absolute path",
        "content/../../b.md: file: a path with “..”",
        "content/news/..\\c.md: file: an absolute path",
        "content/news/d.md: file: a link to another file",
        "content/pictures: file: a link to another file",
    ] {
        assert!(report.lines.iter().any(|line| line.starts_with(expected)), "{expected}: {report}");
    }
}

#[tokio::test]
async fn an_unusable_archive_is_one_error_and_writes_nothing() {
    let paper = Paper::new().await;
    let folder = paper.folder.path();
    let whole = std::fs::read(Archive::of(&[("content/a.md", SOUND)]).write_gz(folder)).unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let zip = write("a.zip", b"PK\x03\x04 and so on");
    let empty = write("empty.tar", b"");
    let cut = write("cut.tar.gz", &whole[..whole.len() / 2]);
    let readme = Archive::of(&[("README.md", "# Read me\n")]).write(folder);
    let cases = [
        (folder.join("missing.tar"), "missing.tar cannot be read"),
        (zip, "a.zip is neither a .tar.gz, a .tar nor a folder"),
        (empty, "empty.tar is neither"),
        (cut, "cut.tar.gz cannot be read"),
        (readme, "posts.tar holds no Markdown file"),
    ];
    for (archive, expected) in cases {
        let error = paper.import(&archive).await.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    assert!(crate::list_sections(&paper.db).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_bomb_ends_with_an_error() {
    let paper = Paper::new().await;
    // A header that promises more than it holds is enough.
    let mut header = tar::Header::new_gnu();
    header.set_path("content/a.bin").unwrap();
    header.set_size(3 << 30);
    header.set_cksum();
    let path = paper.folder.path().join("bomb.tar");
    std::fs::write(&path, header.as_bytes()).unwrap();
    let error = paper.import(&path).await.unwrap_err().to_string();
    assert!(error.ends_with("holds more than 2 GiB: split it"), "{error}");

    let mut many = tar::Builder::new(Vec::new());
    for number in 0..=100_000 {
        let mut header = tar::Header::new_old();
        header.set_path(format!("{number}.txt")).unwrap();
        header.set_size(0);
        header.set_cksum();
        many.append(&header, std::io::empty()).unwrap();
    }
    std::fs::write(&path, many.into_inner().unwrap()).unwrap();
    let error = paper.import(&path).await.unwrap_err().to_string();
    assert!(error.ends_with("has more than 100000 entries: split it"), "{error}");
}

#[tokio::test]
async fn a_section_is_called_as_sections_may_be() {
    let paper = Paper::new().await;
    let archive = Archive::of(&[("content/a.md", SOUND)]).write(paper.folder.path());
    for section in ["desk", "News", "", "a/b", "topics"] {
        let options = MarkdownImport { section, ..paper.options() };
        let error = import_markdown(&options, &archive, &|_| ()).await.unwrap_err();
        assert!(matches!(error, ImportError::Section(_)), "{section}: {error}");
    }
    let options = MarkdownImport { section: "open-data", ..paper.options() };
    import_markdown(&options, &archive, &|_| ()).await.unwrap();
    let section = crate::find_section(&paper.db, "open-data").await.unwrap().unwrap();
    assert_eq!(section.name, "Open Data");
}
