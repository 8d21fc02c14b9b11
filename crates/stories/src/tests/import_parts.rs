//! The import's parts: texts, shortcodes, leads. Each as a story shows them.

use super::{
    archives::{Archive, post},
    paper::Paper,
};
use crate::{find_by_path, import::Report, queries::find_body};

const FRONT: &str = "title: A\ndate: 2024-05-01\nslug: a\n";

struct Shown {
    standfirst: String,
    lead: String,
    body: String,
    report: Report,
}

/// Imports one post (and a second, which it may link to) and shows it.
async fn show(matter: &str, body: &str) -> Shown {
    let paper = Paper::new().await;
    let first = post(&format!("{FRONT}{matter}"), body);
    let second = post(
        "title: B\ndate: 2024-05-02\nslug: bee\nauthors: [jane]\ntopics: [open-data]",
        "B.\n\nC.",
    );
    let files = [("content/news/a.md", &*first), ("content/news/2024/2024-05-02-b.md", &*second)];
    let archive = Archive::of(&files).write(paper.folder.path());
    let report = paper.import(&archive).await.unwrap();
    let story = find_by_path(&paper.db, "news", "a").await.unwrap().unwrap();
    let body = find_body(&paper.db, story.number).await.unwrap().unwrap();
    Shown {
        standfirst: story.standfirst,
        lead: story.lead.to_html(),
        body: body.document.to_html(),
        report,
    }
}

/// The text below a lead, and the losses.
async fn text(body: &str) -> (String, Report) {
    let words = "one two three four five six seven eight nine ten ".repeat(3);
    let shown = show("", &format!("{words}\n\n{body}\n\nEnd.")).await;
    let html = shown.body.strip_suffix("<p>End.</p>\n").unwrap_or(&shown.body).to_owned();
    (html, shown.report)
}

fn count(report: &Report, kind: &str) -> u64 {
    report.losses.0.get(kind).copied().unwrap_or(0)
}

#[tokio::test]
async fn links_among_the_posts_lead_to_their_stories() {
    let links = [
        "{{< ref \"2024-05-02-b.md\" >}}",
        "{{<ref \"news/2024/2024-05-02-b.md#part\">}}",
        "{{% relref path=\"/news/2024/2024-05-02-b\" %}}",
        "/2024/05/02/bee/",
        "/news/bee",
    ];
    for link in links {
        let (html, report) = text(&format!("See [the **other**]({link} \"Title\") one.")).await;
        let expected = "<p>See <a href=\"/news/bee\">the </a><a href=\"/news/bee\"><strong>other</strong></a> one.</p>\n";
        assert_eq!(html, expected, "{link}");
        assert_eq!(report.losses.0.len(), 0, "{link}: {report}");
    }
    let (html, _) =
        text("<p>\n  See <a title=\"x\" href=\"{{< ref \"2024-05-02-b.md\" >}}\">it</a>.\n</p>")
            .await;
    assert_eq!(html, "<p>See <a href=\"/news/bee\">it</a>.</p>\n");
    let (html, _) =
        text("On [data]({{< ref \"/topics/open-data\" >}}) by [Jane](/authors/jane/).").await;
    assert_eq!(
        html,
        "<p>On <a href=\"/topics/open-data\">data</a> by <a href=\"/authors/jane\">Jane</a>.</p>\n"
    );
}

#[tokio::test]
async fn links_to_what_is_not_there_leave_their_words() {
    for link in
        ["{{< ref \"events/x.md\" >}}", "{{< tmp \"deadlink\" >}}", "/communities/", "{{< ref >}}"]
    {
        let (html, report) = text(&format!("See [the list]({link}).")).await;
        assert_eq!(html, "<p>See the list.</p>\n", "{link}");
        assert_eq!(count(&report, "link to a page that was not imported"), 1, "{link}: {report}");
    }
    let (html, report) = text("Get [the form]({{< legacy-file \"a.pdf\" >}}) or {{< asset-static file=\"b.pdf\" label=\"the guide\" >}}.").await;
    assert_eq!(html, "<p>Get the form or the guide.</p>\n");
    assert_eq!(count(&report, "file to download"), 2);
}

#[tokio::test]
async fn pairs_keep_what_is_inside() {
    let (html, report) = text("{{< note variant=\"action\" >}}**Due** [soon](https://a.example)\n\n- one\n- two\n{{< /note >}}").await;
    let expected = "<blockquote><p><strong>Due</strong> <a href=\"https://a.example\" rel=\"noopener\">soon</a></p>\n\
        <ul><li>one</li>\n<li>two</li>\n</ul>\n</blockquote>\n";
    assert_eq!(html, expected);
    assert!(report.losses.0.is_empty(), "{report}");
    let (html, _) = text("{{< ring title=\"Definitions\">}}\nA user.\n{{< /ring >}}").await;
    assert_eq!(html, "<p><strong>Definitions</strong></p>\n<p>A user.</p>\n");
    let (html, _) = text("Use {{< highlight >}}a .gov domain{{< /highlight >}}.").await;
    assert_eq!(html, "<p>Use a .gov domain.</p>\n");
    let (html, _) = text("{{< highlight go >}}\nif a < b {}\n{{< /highlight >}}").await;
    assert_eq!(html, "<pre tabindex=\"0\"><code>if a &lt; b {}</code></pre>\n");
    let (html, report) = text("{{< sparkle color=\"red\" >}}The *inside*.{{< /sparkle >}}").await;
    assert_eq!(html, "<p>The <em>inside</em>.</p>\n");
    assert_eq!(count(&report, "shortcode sparkle"), 1);
    // One that is never closed swallows nothing.
    let (html, _) = text("{{< box >}}\n\nThe text goes on.").await;
    assert_eq!(html, "<p>The text goes on.</p>\n");
}

#[tokio::test]
async fn quotations_and_players_leave_words_and_links() {
    let (html, _) =
        text("{{< quote-block text=\"To \\\"be\\\" or *not*\" cite=\"W. S.\" >}}").await;
    assert_eq!(
        html,
        "<blockquote><p>To &quot;be&quot; or <em>not</em></p>\n<p>— W. S.</p>\n</blockquote>\n"
    );
    let cases = [
        (
            "{{< tweet user=\"CIA\" id=\"61922\" >}}",
            "https://twitter.com/CIA/status/61922",
            "A tweet by @CIA",
            "tweet",
        ),
        (
            "{{< youtube id=\"Z4X\" title=\"The App\" >}}",
            "https://www.youtube.com/watch?v=Z4X",
            "Video: The App",
            "youtube",
        ),
        (
            "{{< youtube Z4X >}}",
            "https://www.youtube.com/watch?v=Z4X",
            "A video on YouTube",
            "youtube",
        ),
        (
            "{{< fb-video \"https://fb.example/v\" >}}",
            "https://fb.example/v",
            "A video on Facebook",
            "fb-video",
        ),
        (
            "<iframe src=\"https://a.example/v\"></iframe>",
            "https://a.example/v",
            "https://a.example/v",
            "<iframe>",
        ),
    ];
    for (shortcode, address, words, kind) in cases {
        let (html, report) = text(shortcode).await;
        assert_eq!(html, format!("<p><a href=\"{address}\" rel=\"noopener\">{words}</a></p>\n"));
        assert_eq!(count(&report, kind), 1, "{report}");
    }
    let (html, _) = text("{{< youtube id=\"x\\\" onload=\\\"alert(1)\" >}}").await;
    assert!(!html.contains("onload=\""), "{html}");
}

#[tokio::test]
async fn pictures_leave_their_words() {
    let picture = "{{< legacy-img-right src=\"a.jpg\" alt=\"A tram in the rain\" caption=\"iStock/Thinkstock\" >}}";
    let (html, report) = text(&format!("{picture}**It** rained.")).await;
    assert_eq!(html, "<p><strong>It</strong> rained.</p>\n", "a credit alone says nothing");
    assert_eq!(count(&report, "picture"), 1);
    let (html, report) = text("![A tram in the rain](a.jpg)\n\n{{< img src=\"b\" >}}\n\n{{< img src=\"b\" alt=\"logo\" >}}").await;
    assert_eq!(html, "<p><em>A tram in the rain</em></p>\n");
    assert_eq!(count(&report, "picture"), 3);
}

#[tokio::test]
async fn nothing_that_looks_like_a_shortcode_is_left() {
    let odd = [
        "{{</* ref \"x\" */>}}",
        "{{< broken \"quote >}}",
        "{{<",
        "a {{% b",
        "&#123;&#123;< x >}}",
        "`{{< note >}}`",
        "    {{< note >}}",
        "{{< /note >}}",
        "{{< >}}",
        "{{<<{{< note >}}",
        "mhshortcode0x {{< box >}}b{{< /box >}}",
    ];
    for odd in odd {
        let (html, _) = text(odd).await;
        for mark in ["{{&lt;", "{{%", "{{<", "mhshortcodeq"] {
            assert!(!html.contains(mark), "{odd}: {html}");
        }
    }
}

#[tokio::test]
async fn html_that_markdown_takes_for_code_is_html() {
    let (html, _) = text("<ul>\n  <li>\n    One.\n\n    <p>Two.</p>\n  </li>\n</ul>").await;
    assert!(!html.contains("<pre"), "{html}");
    let (html, _) = text("    let a = 1;").await;
    assert_eq!(html, "<pre tabindex=\"0\"><code>let a = 1;</code></pre>\n");
}

#[tokio::test]
async fn the_lead_is_sensible_and_never_empty() {
    let long = "one two three four five six seven eight nine ten ".repeat(3);
    // Standfirst, lead, body: of deck, summary, text.
    let shown = show("deck: The deck\nsummary: The deck.", &format!("{long}\n\nSecond.")).await;
    assert_eq!((&*shown.standfirst, &*shown.body), ("The deck", "<p>Second.</p>\n"));
    let shown =
        show("deck: The deck\nsummary: Quite another summary it is", &format!("{long}\n\nSecond."))
            .await;
    assert_eq!(shown.standfirst, "The deck");
    assert!(
        shown.lead.starts_with("<p>Quite another summary it is</p>\n<p>one two"),
        "{}",
        shown.lead
    );
    let shown =
        show("summary: 'The [summary](/x) &#8211; it is'", &format!("{long}\n\nSecond.")).await;
    assert_eq!(shown.standfirst, "The summary – it is");
    let shown =
        show("summary: one two three four five six sev", &format!("{long}\n\nSecond.")).await;
    assert_eq!(shown.standfirst, "", "the text begins with it");
    // One block: the summary leads, the text stays whole behind the wall.
    let shown = show("summary: The summary it is", "The only paragraph.").await;
    assert_eq!((&*shown.standfirst, &*shown.lead), ("", "<p>The summary it is</p>\n"));
    assert_eq!(shown.body, "<p>The only paragraph.</p>\n");
    let shown = show("", "The only paragraph.").await;
    assert_eq!(
        (&*shown.lead, &*shown.body),
        ("<p>The only paragraph.</p>\n", "<p>The only paragraph.</p>\n")
    );
    // None at all.
    let shown = show("deck: The deck\nsource: gsa\nsource_url: https://www.gsa.gov/x", "").await;
    assert_eq!((&*shown.standfirst, &*shown.lead), ("", "<p>The deck</p>\n"));
    assert_eq!(
        shown.body,
        "<p>Source: <a href=\"https://www.gsa.gov/x\" rel=\"noopener\">GSA, gsa.gov</a></p>\n"
    );
    let shown = show("", "![](a.jpg)").await;
    assert_eq!((&*shown.lead, &*shown.body), ("<p>A</p>\n", ""));
    // A heading goes with what it heads, and never ends a lead.
    let shown = show("summary: The summary it is", "## Head\n\nShort.\n\n## Next\n\nText.").await;
    assert_eq!(shown.lead, "<h2>Head</h2>\n<p>Short.</p>\n");
    let shown = show("summary: The summary it is", "## Head\n\nShort.").await;
    assert_eq!(shown.lead, "<p>The summary it is</p>\n");
    let shown = show("", "## Head\n\n- one\n- two\n\n## Next\n\nText.").await;
    assert_eq!(shown.lead, "<h2>Head</h2>\n<ul><li>one</li>\n<li>two</li>\n</ul>\n");
}

#[tokio::test]
async fn titles_are_plain_words_and_dates_are_read_in_every_form() {
    let cases = [
        (
            "'#SocialGov &#8211; **Round** Up'",
            "2015-01-02 8:04:05 -0500",
            "#SocialGov – Round Up",
            "2015-01-02T13:04:05Z",
        ),
        ("'1. First'", "2015-01-02T08:04+05:30", "1. First", "2015-01-02T02:34:00Z"),
        (
            "What’s Your Mobile [App]etite?",
            "2015-01-02 10:00:00",
            "What’s Your Mobile [App]etite?",
            "2015-01-02T10:00:00Z",
        ),
        ("2024", "2015-01-02", "2024", "2015-01-02T12:00:00Z"),
        ("\"A {{< x >}} B\"", "2015-01-02T10:00:00.123Z", "A B", "2015-01-02T10:00:00Z"),
    ];
    for (title, date, headline, published_at) in cases {
        let paper = Paper::new().await;
        let text = post(&format!("title: {title}\ndate: {date}\nslug: a"), "One.\n\nTwo.");
        let archive = Archive::of(&[("a.md", &text)]).write(paper.folder.path());
        let report = paper.import(&archive).await.unwrap();
        assert_eq!(report.imported, 1, "{report}");
        let story = find_by_path(&paper.db, "news", "a").await.unwrap().unwrap();
        assert_eq!((&*story.headline, &*story.published_at.to_string()), (headline, published_at));
    }
}

#[tokio::test]
async fn a_hostile_text_takes_no_longer_than_its_length() {
    let hostile = [
        "{{< note >}}".repeat(30_000),
        format!("{}{{{{< /note >}}}}", "{{< note >}}".repeat(30_000)),
        "{{</*".repeat(60_000),
        "{{<\"".repeat(60_000),
        "{{<".repeat(60_000),
        "{{".repeat(60_000),
        "<img ".repeat(60_000),
        format!("mhshortcode{}", "q".repeat(60_000)),
        "{{< highlight x >}}".repeat(20_000),
        "{{< a >}}{{< /b >}}".repeat(20_000),
    ];
    let began = std::time::Instant::now();
    for hostile in hostile {
        let (html, _) = text(&hostile).await;
        assert!(!html.contains("{{&lt;"), "{}", &html[..html.len().min(200)]);
    }
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
}
