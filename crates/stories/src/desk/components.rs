//! The design system on one page: every component in each of its states.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, response::Response};
use http::StatusCode;
use jiff::Timestamp;
use vocab::Offers;
use web::{Frame, PageError, Staff, Variant, page_response};
use words::{Language, Words};

use super::EDITORS;
use crate::{
    Cursor, Headline, Stories,
    document::{Document, Losses, Rendering},
    pictures::PictureIndex,
    queries::{self, Audience},
    routes::broken,
};

const PATH: &str = "/desk/components";
/// How many stories are looked through for one with and one without a picture.
const LOOKED_AT: u32 = 60;

#[derive(Template)]
#[template(path = "desk/components.html")]
struct ComponentsPage {
    frame: Frame,
    specimens: Vec<Specimen>,
    offers: Arc<Offers>,
    next: Option<Cursor>,
    midnight: Timestamp,
}

/// All components in one state.
struct Specimen {
    id: &'static str,
    label: String,
    /// `light`, `dark`, or empty for the reader's own.
    theme: &'static str,
    frame: Frame,
    stories: Vec<Arc<Headline>>,
    text: String,
}

impl Specimen {
    /// The id of one of its form's fields.
    fn field(&self, name: &str) -> String {
        format!("{}-{name}", self.id)
    }
}

const TEXT: &str = include_str!("components.md");
const HINDI_TEXT: &str = include_str!("components_hi.md");
/// A headline, a kicker and a name, a line each.
const LONG: &str = include_str!("components_long.txt");

pub(super) async fn show(
    State(stories): State<Stories>,
    staff: Staff,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    let now = stories.ambient.now();
    let found =
        queries::list_all(&stories.db, Audience::EVERYBODY, Cursor::start(now), LOOKED_AT).await;
    let found = found.map_err(broken)?.stories;
    let of = |language: Language| {
        let written = || found.iter().filter(|story| story.language == language);
        let pictured = written().find(|story| story.picture.is_some());
        let plain = written().find(|story| story.picture.is_none());
        let premium = written().rev().find(|story| story.is_premium());
        [premium, pictured, plain].into_iter().flatten().cloned().collect::<Vec<_>>()
    };
    let english = of(Language::English);
    let say = staff.words();
    let specimen =
        |id, label: String, theme, language, text: &str, of: &[Arc<Headline>]| Specimen {
            id,
            theme,
            frame: Frame::new(
                &stories.site,
                Variant { signed_in: true, language, subscribes: false },
                &*label,
                PATH,
            ),
            label,
            stories: of.to_vec(),
            text: render(text, language),
        };
    let long: Vec<_> = english.iter().map(|story| Arc::new(lengthen(story))).collect();
    // Notes have ids, so they stand on the page once.
    let text = TEXT.lines().filter(|line| !line.starts_with("[^")).collect::<Vec<_>>().join("\n");
    let text = text.replace("[^1]", "");
    let page = ComponentsPage {
        frame: Frame {
            listed: false,
            ..Frame::new(
                &stories.site,
                Variant { signed_in: true, language: say.language(), subscribes: false },
                say.components(),
                PATH,
            )
        },
        specimens: vec![
            specimen("light", say.components_light(), "light", Language::English, TEXT, &english),
            specimen("dark", say.components_dark(), "dark", Language::English, &text, &english),
            specimen(
                "hindi",
                say.components_hindi(),
                "",
                Language::Hindi,
                HINDI_TEXT,
                &of(Language::Hindi),
            ),
            specimen("long", say.components_long(), "", Language::English, &text, &long),
        ],
        offers: (stories.offers)(),
        next: Some(Cursor::start(now)),
        midnight: stories.site.midnight_before(now),
    };
    page_response(StatusCode::OK, &page)
}

/// The same story with the longest headline, kicker and name that a page must bear.
fn lengthen(story: &Headline) -> Headline {
    let mut long = story.clone();
    let mut lines = LONG.lines();
    let mut line = || lines.next().unwrap_or_default().to_owned();
    long.headline = line();
    long.kicker = line();
    let name = line();
    for author in &mut long.authors {
        author.name.clone_from(&name);
    }
    long
}

fn render(markdown: &str, language: Language) -> String {
    let document = Document::from_markdown(markdown, &mut Losses::default());
    let (pictures, say) = (PictureIndex::new(), Words::of(language));
    document.to_html_with(&Rendering { pictures: &pictures, say })
}
