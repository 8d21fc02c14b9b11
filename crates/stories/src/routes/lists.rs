use std::{future::Future, sync::Arc};

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use web::{Frame, PageError, QueryData, SharedPage, Variant, Visitor};
use words::Words;

use super::{broken, show_story::moved};
use crate::{
    Cursor, Listing, Stories,
    pages::{AuthorPage, ListPage, StaticTextPage},
    pictures,
    queries::{self, Audience},
};

const PAGE: u32 = 30;
/// How many stories stand beside a section's first one.
const SECONDS: usize = 2;
const A_MOMENT: SignedDuration = SignedDuration::from_secs(1);

#[derive(Deserialize)]
pub(super) struct Before {
    before: Option<String>,
}

/// Whoever may keep these pages must ask whether they are still true.
const NO_CACHE: HeaderValue = HeaderValue::from_static("private, no-cache");

pub(super) fn respond(page: &Arc<SharedPage>, headers: &HeaderMap) -> Response {
    let mut response = page.respond(headers);
    response.headers_mut().insert(header::CACHE_CONTROL, NO_CACHE);
    response
}

pub(super) fn shared(template: &impl askama::Template) -> Result<SharedPage, PageError> {
    Ok(SharedPage::new(StatusCode::OK, template.render()?))
}

pub(super) async fn show_section(
    State(stories): State<Stories>,
    visitor: Visitor,
    headers: HeaderMap,
    uri: Uri,
    Path(slug): Path<String>,
    QueryData(query): QueryData<Before>,
) -> Result<Response, PageError> {
    if !web::is_slug(&slug) {
        return stories.lower_case_or_missing(&uri);
    }
    let path = format!("/{slug}");
    if uri.path() != path {
        return Ok(moved(&path, uri.query()));
    }
    let (after, key) = stories.place(&uri, &query)?;
    let variant = visitor.variant();
    let make = async {
        let found = queries::find_section(&stories.db, &slug).await.map_err(broken)?;
        let Some(section) = found else {
            // A page of the paper's own, such as /contact.
            let page = stories.static_page(&slug, variant).await?;
            return page.ok_or_else(PageError::not_found);
        };
        let listing =
            queries::list_in_section(&stories.db, stories.audience(variant), &slug, after, PAGE)
                .await
                .map_err(broken)?;
        let of = (variant, query.before.is_none());
        let mut page = stories.list_page(&section.name, &path, section.description, listing, of);
        if page.is_first && !section.opinion {
            page.lead_with_pictures();
        }
        shared(&page)
    };
    let page = stories.kept(key, variant, make).await?;
    Ok(respond(&page, &headers))
}

pub(super) async fn show_topic(
    State(stories): State<Stories>,
    visitor: Visitor,
    headers: HeaderMap,
    uri: Uri,
    Path(slug): Path<String>,
    QueryData(query): QueryData<Before>,
) -> Result<Response, PageError> {
    if !web::is_slug(&slug) {
        return stories.lower_case_or_missing(&uri);
    }
    let path = format!("/topics/{slug}");
    if uri.path() != path {
        return Ok(moved(&path, uri.query()));
    }
    let (after, key) = stories.place(&uri, &query)?;
    let variant = visitor.variant();
    let make = async {
        let found = queries::find_topic(&stories.db, &slug).await.map_err(broken)?;
        let topic = found.ok_or_else(PageError::not_found)?;
        let listing =
            queries::list_by_topic(&stories.db, stories.audience(variant), &slug, after, PAGE)
                .await
                .map_err(broken)?;
        let description = Words::of(variant.language).stories_about(&topic.name);
        let of = (variant, query.before.is_none());
        shared(&stories.list_page(&topic.name, &path, description, listing, of))
    };
    let page = stories.kept(key, variant, make).await?;
    Ok(respond(&page, &headers))
}

pub(super) async fn show_author(
    State(stories): State<Stories>,
    visitor: Visitor,
    headers: HeaderMap,
    uri: Uri,
    Path(slug): Path<String>,
    QueryData(query): QueryData<Before>,
) -> Result<Response, PageError> {
    if !web::is_slug(&slug) {
        return stories.lower_case_or_missing(&uri);
    }
    let path = format!("/authors/{slug}");
    if uri.path() != path {
        return Ok(moved(&path, uri.query()));
    }
    let (after, key) = stories.place(&uri, &query)?;
    let variant = visitor.variant();
    let make = async {
        let found = queries::find_author(&stories.db, &slug).await.map_err(broken)?;
        let author = found.ok_or_else(PageError::not_found)?;
        let listing =
            queries::list_by_author(&stories.db, stories.audience(variant), &slug, after, PAGE)
                .await
                .map_err(broken)?;
        let frame = Frame::new(&stories.site, variant, &author.name, &path)
            .described(crate::document::shorten(&author.bio, 160));
        let is_first = query.before.is_none();
        let Listing { stories, next } = listing;
        shared(&AuthorPage { frame, author, stories, next, is_first })
    };
    let page = stories.kept(key, variant, make).await?;
    Ok(respond(&page, &headers))
}

pub(super) async fn show_static(
    State(stories): State<Stories>,
    visitor: Visitor,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, PageError> {
    let slug = uri.path().trim_matches('/').to_owned();
    let variant = visitor.variant();
    let make = async {
        let page = stories.static_page(&slug, variant).await?;
        page.ok_or_else(PageError::not_found)
    };
    let page = stories.kept(format!("/{slug}"), variant, make).await?;
    Ok(respond(&page, &headers))
}

impl Stories {
    /// The list page under `key`, from the cache or made now.
    pub(super) async fn kept(
        &self,
        key: String,
        variant: Variant,
        make: impl Future<Output = Result<SharedPage, PageError>>,
    ) -> Result<Arc<SharedPage>, PageError> {
        self.kept_until(key, variant, Timestamp::MAX, make).await
    }

    /// The same, for a page that is true until `at_most` even if nothing appears.
    pub(super) async fn kept_until(
        &self,
        key: String,
        variant: Variant,
        at_most: Timestamp,
        make: impl Future<Output = Result<SharedPage, PageError>>,
    ) -> Result<Arc<SharedPage>, PageError> {
        let now = self.ambient.now();
        let make = async {
            // `make` may have looked at the clock a moment before this did.
            let next = queries::find_next_publication(&self.db, now - A_MOMENT).await;
            let true_until = next.map_err(broken)?.unwrap_or(at_most).min(at_most);
            Ok((make.await?, true_until))
        };
        self.caches.list(key, variant, now, make).await
    }

    /// The readers of this variant, now.
    pub(super) fn audience(&self, variant: Variant) -> Audience {
        Audience { language: Some(variant.language), now: self.ambient.now() }
    }

    /// The static page of this name, if there is one.
    async fn static_page(
        &self,
        slug: &str,
        variant: Variant,
    ) -> Result<Option<SharedPage>, PageError> {
        let found = queries::find_static_page(&self.db, slug).await.map_err(broken)?;
        let Some(page) = found else { return Ok(None) };
        let frame = Frame::new(&self.site, variant, &page.title, &format!("/{slug}"))
            .described(crate::document::shorten(&page.document.to_text(), 160));
        let updated = Words::of(variant.language).date(page.updated_at, self.site.zone());
        let language = self.site.config().language;
        let html = pictures::render(&self.db, &page.document, language).await.map_err(broken)?;
        shared(&StaticTextPage { frame, html, updated }).map(Some)
    }

    /// Where a list begins, and the key under which its page is kept.
    fn place(&self, uri: &Uri, query: &Before) -> Result<(Cursor, String), PageError> {
        let Some(before) = &query.before else {
            return Ok((Cursor::start(self.ambient.now()), uri.path().to_owned()));
        };
        let cursor: Cursor = before.parse().map_err(|_| PageError::not_found())?;
        let now = Cursor::start(self.ambient.now());
        let cursor = if cursor.at > now.at { now } else { cursor };
        Ok((cursor, format!("{}?before={cursor}", uri.path())))
    }

    /// A path in capitals leads to the same in lower case; anything else is no page.
    fn lower_case_or_missing(&self, uri: &Uri) -> Result<Response, PageError> {
        let lower = uri.path().to_lowercase();
        let plain = lower.split('/').skip(1).all(web::is_slug);
        if plain && lower != uri.path() {
            return Ok(Redirect::permanent(&lower).into_response());
        }
        Err(PageError::not_found())
    }

    fn list_page(
        &self,
        title: &str,
        path: &str,
        description: String,
        listing: Listing,
        (variant, is_first): (Variant, bool),
    ) -> ListPage {
        let now = self.ambient.now();
        let frame = Frame::new(&self.site, variant, title, path).described(description.clone());
        let Listing { stories, next } = listing;
        ListPage {
            frame,
            description,
            lead: None,
            seconds: Vec::new(),
            stories,
            next,
            is_first,
            midnight: self.site.midnight_before(now),
        }
    }
}

impl ListPage {
    /// Puts the newest story with a picture on top, and two more beside it.
    fn lead_with_pictures(&mut self) {
        let pictured = self.stories.iter().position(|story| story.picture.is_some());
        if let Some(at) = pictured.filter(|_| self.stories.len() > SECONDS) {
            self.lead = Some(self.stories.remove(at));
            self.seconds = self.stories.drain(..SECONDS).collect();
        }
    }
}
