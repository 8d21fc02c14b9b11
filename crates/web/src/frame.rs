use std::{borrow::Borrow, sync::Arc};

use jiff::{Timestamp, tz::TimeZone};
use words::{Language, Words};

use crate::{Face, NavItem, Site, Variant, Visitor, asset_path};

/// What surrounds a page of the paper: head, masthead, foot. Of the visitor it
/// depends on the [`Variant`] alone, so that pages can be shared bytes.
#[derive(Clone)]
pub struct Frame {
    /// The paper.
    pub site: Site,
    /// What it looks like and is called.
    pub face: Arc<Face>,
    /// The page's own title.
    pub title: String,
    /// One sentence for search engines and previews.
    pub description: String,
    /// The page's one address, without the paper's.
    pub path: String,
    /// Whether search engines may list it.
    pub listed: bool,
    /// Whether somebody is logged in.
    pub signed_in: bool,
    /// Whether the visitor has a subscription.
    pub subscribes: bool,
    /// The paper's own words in the visitor's language.
    pub say: Words,
    /// The picture for previews: its path, and what it shows. The paper's own
    /// stands where the page has none.
    pub picture: Option<(String, String)>,
    /// The path of the section that the page belongs to; may be empty.
    pub section: String,
    /// The same page in other languages: language and path, its own included.
    pub translations: Vec<(Language, String)>,
    /// The language of what the page shows, where it is not that of its words.
    pub content_language: Option<Language>,
    /// The sections.
    pub navigation: Arc<Vec<NavItem>>,
    /// The day, for the masthead: as ISO 8601, and in words.
    pub today: Option<(String, String)>,
}

impl Frame {
    /// A frame for a page that everyone may find.
    pub fn new(site: &Site, variant: Variant, title: impl Into<String>, path: &str) -> Self {
        let say = Words::of(variant.language);
        Self {
            site: site.clone(),
            face: site.face(),
            title: title.into(),
            description: String::new(),
            path: path.to_owned(),
            listed: true,
            signed_in: variant.signed_in,
            subscribes: variant.subscribes,
            say,
            picture: None,
            section: String::new(),
            translations: Vec::new(),
            content_language: None,
            navigation: site.navigation(),
            today: None,
        }
    }

    /// A frame for a page of one's own: account, checkout, log-in.
    pub fn private(site: &Site, visitor: &Visitor, title: impl Into<String>, path: &str) -> Self {
        Self { listed: false, ..Self::new(site, visitor.variant(), title, path) }
    }

    /// With a description.
    #[must_use]
    pub fn described(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// The full address.
    pub fn canonical(&self) -> String {
        self.site.address(&self.path)
    }

    /// The address of an asset, with its hash.
    pub fn asset(&self, name: &str) -> String {
        asset_path(name)
    }

    /// The languages that the page's words can come in.
    pub const fn languages(&self) -> [Language; 2] {
        Language::ALL
    }

    /// The picture for previews: its full address, and what it shows.
    pub fn preview(&self) -> Option<(String, &str)> {
        match (&self.picture, &self.face.social_image) {
            (Some((path, alt)), _) => Some((self.site.address(path), alt)),
            (None, Some(path)) => Some((self.site.address(path), &self.face.name)),
            (None, None) => None,
        }
    }

    /// The font files that the first paint needs.
    pub fn preloads(&self) -> &[String] {
        let hindi =
            [Some(self.say.language()), self.content_language].contains(&Some(Language::Hindi));
        if hindi { &self.face.devanagari_preloads } else { &self.face.preloads }
    }

    /// For Open Graph: the language of what the page shows, with its territory.
    pub fn content_language(&self) -> &'static str {
        self.content_language.unwrap_or_else(|| self.say.language()).territory_code()
    }

    /// With the day of `now` in the masthead.
    #[must_use]
    pub fn dated(mut self, now: Timestamp) -> Self {
        let date = self.site.zone().to_datetime(now).date().to_string();
        self.today = Some((date, self.say.weekday_and_date(now, self.site.zone())));
        self
    }
}

/// For `<time datetime>`: RFC 3339 with the paper's offset, to the second.
pub fn time_attribute(instant: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
    instant.borrow().to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
