//! Stories: sections, authors, topics; writing them, deciding who may read
//! them, showing them.
//!
//! A story is stored in two parts. The [`Headline`] has everything that anybody
//! may see and no field for the body; the [`Body`] is loaded only once the
//! decision is Open.

pub mod api;
mod cache;
mod desk;
pub mod document;
pub mod import;
mod model;
mod openings;
mod pages;
mod pictures;
mod queries;
mod routes;
mod structured;
#[cfg(test)]
mod tests;

use std::{ops::Deref, sync::Arc};

use axum::Router;
use jiff::Timestamp;
use paywall::Paywall;
use store::{Db, Executor, feed, feed::Change};
use vocab::{Ambient, Offers};
use web::{NavItem, Site};

pub use model::{
    Author, Body, Byline, Cursor, Headline, Listing, Named, Section, StaticPage, Status,
    UnknownCursor, UnknownStatus,
};
pub use pictures::{Picture, PictureIndex, Rendition, save_picture};
pub use queries::{
    Audience, NewStory, StoryPicture, StoryText, add_openings, count_by_status, find_by_number,
    find_by_path, find_section, find_topic, insert_story, list_all, list_matching, list_sections,
    mark_status, save_author, save_section, save_static_page, save_topic,
};
pub use routes::{Asking, AtHand};

use crate::{cache::Caches, openings::Openings};

/// Gives the plans that a wall offers. The server fills it from billing.
pub type OffersSource = Arc<dyn Fn() -> Arc<Offers> + Send + Sync>;

/// The department: one pointer, cloned with each request.
#[derive(Clone)]
pub struct Stories(Arc<Parts>);

/// What the department is made of.
pub struct Parts {
    pub(crate) db: Db,
    pub(crate) ambient: Ambient,
    pub(crate) site: Site,
    pub(crate) paywall: Paywall,
    pub(crate) offers: OffersSource,
    pub(crate) caches: Caches,
    pub(crate) openings: Openings,
}

impl Deref for Stories {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Stories {
    /// The department over `db`; loads the navigation.
    pub async fn open(
        db: Db,
        ambient: Ambient,
        site: Site,
        paywall: Paywall,
        offers: OffersSource,
    ) -> store::Result<Self> {
        let (caches, openings) = (Caches::new(), Openings::default());
        let parts = Parts { db, ambient, site, paywall, offers, caches, openings };
        let stories = Self(Arc::new(parts));
        stories.load_navigation().await?;
        Ok(stories)
    }

    /// Who may read what.
    pub fn paywall(&self) -> &Paywall {
        &self.0.paywall
    }

    /// Readers' pages.
    pub fn routes(&self) -> Router {
        routes::router(self.clone())
    }

    /// Readers' pages that take forms.
    pub fn form_routes(&self) -> Router {
        routes::form_router(self.clone())
    }

    /// The JSON API.
    pub fn api_routes(&self) -> Router {
        api::router(self.clone())
    }

    /// Staff's pages.
    pub fn desk_routes(&self) -> Router {
        desk::router(self.clone())
    }

    async fn load_navigation(&self) -> store::Result<()> {
        let sections = list_sections(&self.db).await?;
        let item =
            |section: Section| NavItem { path: format!("/{}", section.slug), label: section.name };
        self.site.set_navigation(sections.into_iter().map(item).collect());
        Ok(())
    }

    /// Forgets what `change` made stale.
    pub async fn forget(&self, change: &Change) {
        match &*change.topic {
            STORY => match change.key.split_once('/') {
                Some((section, slug)) => self.caches.forget_story(section, slug),
                None => self.caches.forget_all(),
            },
            CATALOGUE => {
                // First the new, then forget: no page made in between keeps the old.
                if let Err(error) = self.load_navigation().await {
                    tracing::error!(%error, "the navigation could not be read anew");
                }
                self.caches.forget_all();
            }
            "plans" | "clock" | "face" | "policy" | "institutions" => self.caches.forget_all(),
            _ => {}
        }
    }
}

/// The feed's topic for one story; the key is `section/slug`, or empty for all.
pub(crate) const STORY: &str = "story";
/// The feed's topic for sections, authors, topics and static pages.
pub(crate) const CATALOGUE: &str = "catalogue";

/// Tells all nodes that the story at `section/slug` changed; with both empty,
/// that many did.
pub async fn announce_story(
    on: impl Executor,
    section: &str,
    slug: &str,
    now: Timestamp,
) -> store::Result<()> {
    let key = if slug.is_empty() { String::new() } else { format!("{section}/{slug}") };
    feed::announce(on, STORY, &key, now).await
}

/// Tells all nodes that sections, authors or static pages changed.
pub async fn announce_catalogue(on: impl Executor, now: Timestamp) -> store::Result<()> {
    feed::announce(on, CATALOGUE, "", now).await
}
