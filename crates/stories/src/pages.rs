//! The readers' pages as types. A page that needs a field it does not have
//! fails the build.

use std::sync::Arc;

use askama::Template;
use meter::{Count, WallReason};
use vocab::Offers;
use web::{Frame, SafePath};

use crate::{Author, Cursor, Headline, Section};

/// The front page.
#[derive(Template)]
#[template(path = "front.html")]
pub(crate) struct FrontPage {
    pub(crate) frame: Frame,
    pub(crate) today: String,
    pub(crate) stories: Vec<Arc<Headline>>,
    pub(crate) premium: Vec<Arc<Headline>>,
    pub(crate) premium_today: i64,
    pub(crate) sections: Vec<(Section, Vec<Arc<Headline>>)>,
}

/// A list of stories under a heading: a section front, a topic.
#[derive(Template)]
#[template(path = "list.html")]
pub(crate) struct ListPage {
    pub(crate) frame: Frame,
    pub(crate) description: String,
    pub(crate) stories: Vec<Arc<Headline>>,
    pub(crate) next: Option<Cursor>,
}

/// An author and what he or she wrote.
#[derive(Template)]
#[template(path = "author.html")]
pub(crate) struct AuthorPage {
    pub(crate) frame: Frame,
    pub(crate) author: Author,
    pub(crate) stories: Vec<Arc<Headline>>,
    pub(crate) next: Option<Cursor>,
}

/// About, privacy, terms.
#[derive(Template)]
#[template(path = "static.html")]
pub(crate) struct StaticTextPage {
    pub(crate) frame: Frame,
    pub(crate) html: String,
    pub(crate) updated: String,
}

/// A story, open.
#[derive(Template)]
#[template(path = "story.html")]
pub(crate) struct StoryPage<'a> {
    pub(crate) frame: Frame,
    pub(crate) story: &'a Headline,
    pub(crate) lead: String,
    pub(crate) body: &'a str,
    pub(crate) count: Option<Count>,
}

/// A story, closed. There is no field that could hold a body.
#[derive(Template)]
#[template(path = "wall.html")]
pub(crate) struct WallPage<'a> {
    pub(crate) frame: Frame,
    pub(crate) story: &'a Headline,
    pub(crate) lead: String,
    pub(crate) reason: WallReason,
    pub(crate) count: Option<Count>,
    pub(crate) registered_limit: u32,
    pub(crate) benefit: String,
    pub(crate) offers: &'a Offers,
    pub(crate) next: SafePath,
}

impl WallPage<'_> {
    /// The limit that was reached.
    fn limit(&self) -> u32 {
        self.count.map_or(0, |count| count.limit)
    }

    /// Whether registering would open more stories.
    fn registering_helps(&self) -> bool {
        !self.frame.signed_in && self.registered_limit > self.limit()
    }
}
