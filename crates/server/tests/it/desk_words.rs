//! The desk's words: in the language of whoever works there, on each of its pages.

use std::{collections::BTreeSet, path::Path};

use http::StatusCode;
use testkit::{Browser, Options, Reply, TestPaper, on_both_databases};

use crate::{
    desk_roles::{Fields, MATRIX, Things, fill, parked_job, things},
    stories::Typed,
};

/// Elements that hold what people wrote beside what the desk says.
const MIXED: [&str; 9] = ["td", "dd", "li", "option", "textarea", "pre", "code", "h1", "h3"];
/// Attributes that people read or hear.
const SPOKEN: [&str; 4] = ["alt=\"", "aria-label=\"", "title=\"", "placeholder=\""];

/// What a page says: the element it stands in, and the text.
fn says(page: &str) -> Vec<(String, String)> {
    let body = page.split_once("<body>").map_or(page, |(_, body)| body);
    let (mut said, mut element) = (Vec::new(), String::new());
    for part in body.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap_or("");
        // Within a link or a mark the text belongs to what is around it.
        if !["a", "strong", "br", "span", "sup"].contains(&name) {
            name.clone_into(&mut element);
        }
        for attribute in SPOKEN {
            let value = tag.split_once(&format!(" {attribute}")).map(|(_, value)| value);
            let value = value.and_then(|value| value.split('"').next());
            said.extend(value.map(|value| (attribute.to_owned(), value.to_owned())));
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        said.push((element.clone(), text.replace("&#38;", "&")));
    }
    said.retain(|(_, text)| !text.is_empty());
    said
}

/// The words in Latin letters; addresses of people and pages are none.
fn latin_words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split_whitespace().filter(|part| !part.contains(['@', '/', '#', '_']));
    let words = parts.flat_map(|part| part.split(|c: char| !c.is_ascii_alphabetic()));
    words.filter(|word| word.len() > 1)
}

/// The desk's messages of a language that need nothing filled in: name and text.
fn messages(language: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../words/messages").join(language);
    let mut messages = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the catalogue").flatten() {
        if entry.file_name().to_string_lossy().starts_with("desk_") {
            let text = std::fs::read_to_string(entry.path()).expect("a file of the catalogue");
            let pairs = text.lines().filter_map(|line| line.split_once(" = "));
            messages.extend(pairs.map(|(name, text)| (name.to_owned(), text.to_owned())));
        }
    }
    assert!(messages.len() > 300, "the catalogue is no longer written as this reads it");
    messages
}

/// What a Hindi page may not say, and which Latin words it may.
struct Hindi {
    /// Messages in English that are others in Hindi.
    english: BTreeSet<String>,
    /// Words that the Hindi messages hold themselves: `masthead.toml`, PNG.
    latin: BTreeSet<String>,
}

impl Hindi {
    fn read() -> Self {
        let hindi = messages("hi");
        let is_other = |pair: &(String, String)| !hindi.contains(pair);
        let english = messages("en").into_iter().filter(is_other).map(|(_, text)| text);
        let mut latin = BTreeSet::new();
        for (_, text) in &hindi {
            // What stands between braces is filled in.
            let parts = text.split('{').map(|part| part.split_once('}').map_or(part, |(_, b)| b));
            latin.extend(parts.flat_map(latin_words).map(str::to_owned));
        }
        Self { english: english.filter(|text| !text.contains('{')).collect(), latin }
    }

    /// What of a page is not in Hindi, though it should be. `data` are words of the people's own.
    fn find_english(&self, page: &str, data: &str) -> Vec<String> {
        let mut found = Vec::new();
        for (element, text) in says(page) {
            // A scope of everything is written so in every language.
            if element == "dd" && text == "all" {
                continue;
            }
            let is_english = |part: &str| self.english.contains(part);
            if is_english(&text) || text.split(", ").any(|part| is_english(part.trim())) {
                found.push(format!("{element}: {text}"));
                continue;
            }
            let is_strange = |word: &&str| {
                !self.latin.contains(*word) && !latin_words(data).any(|own| own == *word)
            };
            if !MIXED.contains(&&*element) && latin_words(&text).any(|word| is_strange(&word)) {
                found.push(format!("{element}: {text}"));
            }
        }
        found
    }
}

/// What a language calls itself, the names of the paper, its plans, its sections and of this
/// test's stories; and how a scope is written.
const DATA: &str =
    "English The Konkan Mercury Matrix Smart Quarterly Essential Super Saver super-saver
    Economy Markets Companies Technology Policy World Trade Personal Finance Opinion
    all section markets topic budget story";

async fn speak(browser: &Browser, language: &str) {
    let chosen = browser.post("/language", &[("language", language), ("next", "/desk")]).await;
    assert_eq!((chosen.status, &*chosen.location()), (StatusCode::SEE_OTHER, "/desk"));
}

/// Every page of the desk as `owner` sees it: the route, and the page.
async fn pages(paper: &TestPaper, owner: &Browser, things: &Things) -> Vec<(&'static str, Reply)> {
    parked_job(paper).await;
    let mut pages = Vec::new();
    // A file is no page.
    for row in MATRIX.iter().filter(|row| row.0 == "GET" && !row.1.ends_with(".csv")) {
        let path = fill(paper, row, things, owner).await;
        let reply = owner.get(&path).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        pages.push((row.1, reply));
    }
    pages
}

fn assert_hindi(hindi: &Hindi, path: &str, page: &str, data: &str) {
    assert!(page.contains("<html lang=\"hi\">"), "{path}: {page}");
    let found = hindi.find_english(page, data);
    assert!(found.is_empty(), "{path}: {found:#?}");
}

/// What does not do, and what the desk says then.
const REFUSED: &[(&str, Fields, &str)] = &[
    ("/desk/stories/new", &[("headline", " ")], "शीर्षक: कृपया लिखिए।"),
    ("/desk/sections", &[("slug", "login"), ("name", "x"), ("position", "1")], "पता: छोटे लैटिन"),
    ("/desk/sections", &[("slug", "tides"), ("name", "x"), ("position", "first")], "क्रम: कृपया"),
    ("/desk/authors", &[("slug", "farhan-qureshi"), ("name", "x")], "लेखक पहले से है"),
    ("/desk/pages/about", &[("title", " "), ("text", "x")], "शीर्षक: कृपया लिखिए।"),
    (
        "/desk/plans",
        &[("slug", "x y"), ("name", "x"), ("price", "1"), ("term", "1y"), ("benefits", "premium")],
        "छोटा नाम: ",
    ),
    (
        "/desk/plans",
        &[("slug", "zz"), ("name", "x"), ("price", "1"), ("term", "1w"), ("benefits", "premium")],
        "कोई अवधि नहीं है",
    ),
    (
        "/desk/institutions",
        &[("slug", "zz"), ("name", "x"), ("benefits", "all"), ("from", "1"), ("until", "2")],
        "कोई सुविधा नहीं है",
    ),
    ("/desk/plans/super-saver/position", &[("direction", "sideways")], "दिशा: "),
];

on_both_databases! {
    /// Whoever chose Hindi finds no English word of the desk's own on any of its pages.
    async fn the_desk_speaks_hindi_to_whoever_chose_it(paper: TestPaper) {
        let owner = paper.browser_of("owner").await;
        let things = things(paper, &owner).await;
        speak(&owner, "hi").await;
        let hindi = Hindi::read();
        let me = owner.get("/api/v1/me").await.json()["reader"]["name"].as_str().unwrap().to_owned();
        let bots: Vec<_> = paywall::bots().iter().flat_map(|bot| [&*bot.name, &*bot.by]).collect();
        let data = format!("{DATA} {me} {}", bots.join(" "));
        for (path, reply) in pages(paper, &owner, &things).await {
            let page = reply.text();
            if path.ends_with("/preview") || path == "/desk/components" {
                // Pages as readers see them, with stories on them.
                assert!(page.contains("<html lang=\"hi\""), "{path}");
            } else {
                assert_hindi(&hindi, path, &page, &data);
            }
        }
        for (path, fields, sentence) in REFUSED {
            let typed: Vec<_> = fields.iter().map(|(_, value)| *value).collect();
            let reply = owner.post(path, fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", reply.text());
            assert!(reply.text().contains(sentence), "{path}: {sentence}: {}", reply.text());
            assert_hindi(&hindi, path, &reply.text(), &format!("{data} {}", typed.join(" ")));
        }
        let missing = owner.get("/desk/nothing-here").await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        assert_hindi(&hindi, "/desk/nothing-here", &missing.text(), &data);
        let author = paper.browser_of("author").await;
        speak(&author, "hi").await;
        assert!(author.get("/desk/plans").await.text().contains("डेस्क का यह हिस्सा इनके लिए है: प्रसार, वित्त।"));
    }

    /// Where nobody has chosen, the paper's own language holds, and English can be chosen there.
    async fn the_desk_speaks_the_papers_language(paper: TestPaper, Options::default().set("paper.locale=hi-IN")) {
        let (owner, hindi) = (paper.browser_of("owner").await, Hindi::read());
        for path in ["/desk", "/desk/stories/new", "/desk/plans", "/desk/settings"] {
            let data = format!("{DATA} {}", owner.get("/api/v1/me").await.json()["reader"]["name"]);
            assert_hindi(&hindi, path, &owner.get(path).await.text(), &data);
        }
        speak(&owner, "en").await;
        assert!(owner.get("/desk/plans").await.text().contains("<h1>Plans</h1>"));
    }

    /// In English the desk says what it said before it had another language.
    async fn the_desk_speaks_english(paper: TestPaper) {
        let owner = paper.browser_of("owner").await;
        let things = things(paper, &owner).await;
        for (path, reply) in pages(paper, &owner, &things).await {
            let page = reply.text();
            assert!(page.contains("<html lang=\"en\""), "{path}");
            let (_, said) = ENGLISH.iter().find(|(known, _)| *known == path).expect("a row of ENGLISH");
            for text in *said {
                assert!(page.contains(text), "{path}: “{text}” is missing: {page}");
            }
        }
        let typed = Typed::new(" ").post(&owner, "/desk/stories/new").await;
        assert!(typed.text().contains("Headline: please write one."), "{}", typed.text());
    }
}

/// What each page of the desk says in English.
const ENGLISH: &[(&str, &[&str])] = &[
    (
        "/desk/institutions",
        &[
            "<h1>Institutions</h1>",
            "by network, by e-mail domain, or by a code",
            "<h2>Add an institution</h2>",
            ">Short name</label>",
            ">First day</label>",
            ">Last day</label>",
        ],
    ),
    (
        "/desk/institutions/{slug}",
        &[
            "<h1>Matrix {n}</h1>",
            "<dd>running</dd>",
            ">Pause</button>",
            "<h2 id=\"usage\">Usage</h2>",
            ">Unique investigations</th>",
            ">Download as CSV</a>",
            "<h2>Networks</h2>",
            "<h2>E-mail domains</h2>",
            "<h2>Access codes</h2>",
            ">End it now</button>",
        ],
    ),
    (
        "/desk",
        &[
            "<h1>Today</h1>",
            "<dt>Stories today</dt>",
            "<dt>Readers</dt>",
            " waiting",
            "1 parked: they need a person",
        ],
    ),
    (
        "/desk/settings",
        &[
            "<h1>Settings</h1>",
            "<h2>Configuration</h2>",
            "Change it there and restart",
            "<th>What went wrong</th>",
            "<button>Try again</button>",
        ],
    ),
    (
        "/desk/audit",
        &["<h1>Audit log</h1>", "The chain of these entries holds.", "<th>To what</th>"],
    ),
    (
        "/desk/appearance",
        &[
            "<h1>Appearance</h1>",
            "Line below the name",
            "Accent colour",
            "4.5 to 1",
            "Newsreader, unless you choose",
            "placeholder=\"made from the accent\"",
            "See the paper",
        ],
    ),
    ("/desk/components", &["<h1>Components</h1>", "Headline blocks"]),
    (
        "/desk/meter",
        &["<h1>Paywall</h1>", "<h2>Meters</h2>", "Who would be walled here, and why", "New rule"],
    ),
    ("/desk/meter/rule", &["<h1>New rule</h1>", "Which stories", "<legend>Readers</legend>"]),
    ("/desk/meter/counts", &["<h1>New meter</h1>", "Stories without a log-in", "calendar month"]),
    ("/desk/passes", &["<h1>Passes</h1>"]),
    ("/desk/passes/campaigns/{id}", &["/desk/passes"]),
    ("/desk/robots", &["<h1>"]),
    (
        "/desk/stories",
        &[
            "<h1>Stories</h1>",
            "Headline contains",
            "<option value=\"\">all</option>",
            ">published<",
            "New story",
            "<th>Changed</th>",
        ],
    ),
    (
        "/desk/stories/new",
        &[
            "<h1>New story</h1>",
            "Standfirst",
            "Benefit needed besides",
            "Lead: everyone may read it",
            "Body: behind the wall",
            ">metered<",
            "Save and publish",
        ],
    ),
    (
        "/desk/stories/{number}",
        &[
            "Status: draft, version 1",
            "Preview as last saved",
            "<button form=\"story\" name=\"then\" value=\"save\">Save</button>",
        ],
    ),
    ("/desk/stories/{number}/preview", &["Matrix"]),
    (
        "/desk/sections",
        &[
            "<h1>Sections</h1>",
            "<th>Position</th>",
            "<h2>Add a section</h2>",
            "<button>Add</button>",
        ],
    ),
    (
        "/desk/sections/{slug}",
        &["All sections", "on the paper", "Description", "<button>Save</button>"],
    ),
    ("/desk/authors", &["<h1>Authors</h1>", "<h2>Add an author</h2>", "A few sentences"]),
    ("/desk/authors/{slug}", &["All authors", "Address of the portrait on this paper"]),
    ("/desk/pages", &["<h1>Static pages</h1>", "Address of a new page", "Write it"]),
    ("/desk/pages/{slug}", &["<h1>Page /about</h1>", "Text, as Markdown"]),
    (
        "/desk/readers",
        &[
            "<h1>Readers</h1>",
            "Address begins with",
            "<th>Roles</th>",
            ">open<",
            "<button>Search</button>",
        ],
    ),
    (
        "/desk/readers/{id}",
        &[
            "Address proven",
            "none: a reader",
            "<h2>Log-ins</h2>",
            "Roles, separated by spaces",
            "Close the account",
        ],
    ),
    (
        "/desk/subscriptions",
        &[
            "<h1>Subscriptions</h1>",
            "<option value=\"\">any</option>",
            ">past due<",
            "<th>Paid until</th>",
            "<button>Show</button>",
        ],
    ),
    (
        "/desk/subscriptions/{id}",
        &[
            "<dt>Status</dt><dd>active</dd>",
            "Place of supply",
            "Next looked at",
            "<th class=\"number\">Taxable</th>",
            "captured",
            "Cancel at the end of what is paid",
        ],
    ),
    (
        "/desk/plans",
        &[
            "<h1>Plans</h1>",
            "on sale",
            "<h2>Add a plan</h2>",
            "Short name",
            "It stands in addresses and stays for ever: smart-quarterly.",
            "Put on sale",
        ],
    ),
    (
        "/desk/plans/{slug}",
        &[
            "<h1>Plan ",
            "Saving makes a new version.",
            "Price of one term, tax included",
            "All plans",
        ],
    ),
];
