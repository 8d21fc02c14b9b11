use std::{borrow::Borrow, sync::Arc};

use jiff::{Timestamp, tz::TimeZone};

use crate::{NavItem, Site, Visitor, asset_path};

/// What surrounds a page of the paper: head, masthead, foot. It depends on
/// whether somebody is logged in and on nothing else about the visitor, so
/// that pages can be shared bytes.
#[derive(Clone)]
pub struct Frame {
    /// The paper.
    pub site: Site,
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
    /// The sections.
    pub navigation: Arc<Vec<NavItem>>,
}

impl Frame {
    /// A frame for a page that everyone may find.
    pub fn new(site: &Site, signed_in: bool, title: impl Into<String>, path: &str) -> Self {
        Self {
            site: site.clone(),
            title: title.into(),
            description: String::new(),
            path: path.to_owned(),
            listed: true,
            signed_in,
            navigation: site.navigation(),
        }
    }

    /// A frame for a page of one's own: account, checkout, log-in.
    pub fn private(site: &Site, visitor: &Visitor, title: impl Into<String>, path: &str) -> Self {
        Self { listed: false, ..Self::new(site, visitor.is_signed_in(), title, path) }
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
}

/// `23 November 2026`, in the paper's zone. Templates pass references, code values.
pub fn date_label(instant: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
    zone.to_datetime(*instant.borrow()).strftime("%-d %B %Y").to_string()
}

/// `23 November 2026, 20:17`, in the paper's zone.
pub fn moment_label(instant: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
    zone.to_datetime(*instant.borrow()).strftime("%-d %B %Y, %H:%M").to_string()
}

/// For `<time datetime>`: RFC 3339 with the paper's offset, to the second.
pub fn time_attribute(instant: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
    instant.borrow().to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
