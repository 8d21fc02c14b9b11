//! The readers' pages as types. A page that needs a field it does not have
//! fails the build.

use std::sync::Arc;

use askama::Template;
use jiff::Timestamp;
use meter::{Count, WallReason};
use vocab::Offers;
use web::{Frame, SafePath};

use crate::{Author, Cursor, Headline, Section};

/// The front page.
#[derive(Template)]
#[template(path = "front.html")]
pub(crate) struct FrontPage {
    pub(crate) frame: Frame,
    pub(crate) date: String,
    pub(crate) lead: Option<Arc<Headline>>,
    pub(crate) seconds: Vec<Arc<Headline>>,
    pub(crate) premium: Vec<Arc<Headline>>,
    pub(crate) premium_today: i64,
    pub(crate) latest: Vec<Arc<Headline>>,
    pub(crate) opinion: Option<Block>,
    pub(crate) most_read: Vec<Arc<Headline>>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) midnight: Timestamp,
}

impl FrontPage {
    fn premium_label(&self) -> String {
        match self.premium_today {
            0 => self.frame.say.premium_handpicked(),
            count => self.frame.say.premium_today(count),
        }
    }
}

/// A section's part of the front page.
pub(crate) struct Block {
    pub(crate) section: Section,
    pub(crate) stories: Vec<Arc<Headline>>,
}

/// A list of stories under a heading: a section front, a topic.
#[derive(Template)]
#[template(path = "list.html")]
pub(crate) struct ListPage {
    pub(crate) frame: Frame,
    pub(crate) description: String,
    pub(crate) lead: Option<Arc<Headline>>,
    pub(crate) seconds: Vec<Arc<Headline>>,
    pub(crate) stories: Vec<Arc<Headline>>,
    pub(crate) next: Option<Cursor>,
    pub(crate) is_first: bool,
    pub(crate) midnight: Timestamp,
}

/// An author and what he or she wrote.
#[derive(Template)]
#[template(path = "author.html")]
pub(crate) struct AuthorPage {
    pub(crate) frame: Frame,
    pub(crate) author: Author,
    pub(crate) stories: Vec<Arc<Headline>>,
    pub(crate) next: Option<Cursor>,
    pub(crate) is_first: bool,
}

/// What a reader saved.
#[derive(Template)]
#[template(path = "saved.html")]
pub(crate) struct SavedPage {
    pub(crate) frame: Frame,
    pub(crate) stories: Vec<Arc<Headline>>,
    pub(crate) notice: Option<String>,
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
    /// What search engines are told about it.
    pub(crate) structured: Vec<String>,
    /// Whether somebody of whom nothing is known could not simply read it.
    pub(crate) is_locked: bool,
    pub(crate) story: &'a Headline,
    pub(crate) authors: Vec<Author>,
    pub(crate) lead: String,
    pub(crate) body: &'a str,
    pub(crate) count: Option<Count>,
    /// Where the share link leads without scripts: a new mail.
    pub(crate) share: String,
    pub(crate) next: Option<Arc<Headline>>,
    pub(crate) related: Vec<Arc<Headline>>,
    /// Whether the desk looks at it before readers do.
    pub(crate) is_preview: bool,
    /// What opened it beside the policy, or why a link did not.
    pub(crate) note: Option<String>,
    /// Whether whoever reads may give it away.
    pub(crate) gives: bool,
    /// Whether search engines may list what this address shows.
    pub(crate) listed: bool,
}

/// A story, closed. There is no field that could hold a body.
#[derive(Template)]
#[template(path = "wall.html")]
pub(crate) struct WallPage<'a> {
    pub(crate) frame: Frame,
    /// What search engines are told about it.
    pub(crate) structured: Vec<String>,
    pub(crate) story: &'a Headline,
    pub(crate) authors: Vec<Author>,
    pub(crate) lead: String,
    pub(crate) reason: WallReason,
    pub(crate) count: Option<Count>,
    pub(crate) registered_limit: u32,
    pub(crate) benefit: String,
    pub(crate) offers: &'a Offers,
    pub(crate) next: SafePath,
    /// Whether an institution might give access.
    pub(crate) institutions: bool,
    /// Why a link did not open it.
    pub(crate) note: Option<String>,
}

impl WallPage<'_> {
    /// The limit that was reached.
    fn limit(&self) -> u32 {
        self.count.map_or(0, |count| count.limit)
    }

    /// Where the checkout of a plan begins, and comes back to the story.
    fn checkout(&self, plan: &str) -> String {
        format!("/checkout?plan={plan}&next={}", self.next.encoded())
    }

    /// Whether registering would open more stories.
    fn registering_helps(&self) -> bool {
        !self.frame.signed_in && self.registered_limit > self.limit()
    }
}
