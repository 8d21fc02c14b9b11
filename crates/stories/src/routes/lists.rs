use std::{collections::BTreeSet, future::Future, sync::Arc};

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use vocab::{Access, StoryNumber};
use web::{Frame, PageError, QueryData, SharedPage, Visitor, date_label};

use super::{broken, show_story::moved};
use crate::{
    Cursor, Headline, Listing, Status, Stories,
    pages::{AuthorPage, FrontPage, ListPage, StaticTextPage},
    queries,
};

const PAGE: u32 = 30;
const FRONT: u32 = 8;
const FRONT_PREMIUM: u32 = 6;
const FRONT_SECTION: u32 = 3;
const A_MOMENT: SignedDuration = SignedDuration::from_secs(1);

#[derive(Deserialize)]
pub(super) struct Before {
    before: Option<String>,
}

/// Whoever may keep these pages must ask whether they are still true.
const NO_CACHE: HeaderValue = HeaderValue::from_static("private, no-cache");

fn respond(page: &Arc<SharedPage>, headers: &HeaderMap) -> Response {
    let mut response = page.respond(headers);
    response.headers_mut().insert(header::CACHE_CONTROL, NO_CACHE);
    response
}

fn shared(template: &impl askama::Template) -> Result<SharedPage, PageError> {
    Ok(SharedPage::new(StatusCode::OK, template.render()?))
}

pub(super) async fn show_front(
    State(stories): State<Stories>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let today = date_label(stories.ambient.now(), stories.site.zone());
    let signed_in = visitor.is_signed_in();
    // The date stands on the page, so it is part of the page's key.
    let key = format!("/ {today}");
    let make = async { shared(&stories.front(today, signed_in).await?) };
    let page = stories.kept(key, signed_in, make).await?;
    Ok(respond(&page, &headers))
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
    let signed_in = visitor.is_signed_in();
    let make = async {
        let found = queries::find_section(&stories.db, &slug).await.map_err(broken)?;
        let section = found.ok_or_else(PageError::not_found)?;
        let listing =
            queries::list_in_section(&stories.db, &slug, after, PAGE).await.map_err(broken)?;
        stories.list_page(&section.name, &path, section.description, listing, signed_in)
    };
    let page = stories.kept(key, signed_in, make).await?;
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
    let signed_in = visitor.is_signed_in();
    let make = async {
        let found = queries::find_topic(&stories.db, &slug).await.map_err(broken)?;
        let topic = found.ok_or_else(PageError::not_found)?;
        let listing =
            queries::list_by_topic(&stories.db, &slug, after, PAGE).await.map_err(broken)?;
        let description = format!("Stories about {}.", topic.name);
        stories.list_page(&topic.name, &path, description, listing, signed_in)
    };
    let page = stories.kept(key, signed_in, make).await?;
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
    let signed_in = visitor.is_signed_in();
    let make = async {
        let found = queries::find_author(&stories.db, &slug).await.map_err(broken)?;
        let author = found.ok_or_else(PageError::not_found)?;
        let listing =
            queries::list_by_author(&stories.db, &slug, after, PAGE).await.map_err(broken)?;
        let frame = Frame::new(&stories.site, signed_in, &author.name, &path)
            .described(crate::document::shorten(&author.bio, 160));
        let Listing { stories, next } = listing;
        shared(&AuthorPage { frame, author, stories, next })
    };
    let page = stories.kept(key, signed_in, make).await?;
    Ok(respond(&page, &headers))
}

pub(super) async fn show_static(
    State(stories): State<Stories>,
    visitor: Visitor,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, PageError> {
    let slug = uri.path().trim_matches('/').to_owned();
    let signed_in = visitor.is_signed_in();
    let make = async {
        let found = queries::find_static_page(&stories.db, &slug).await.map_err(broken)?;
        let page = found.ok_or_else(PageError::not_found)?;
        let frame = Frame::new(&stories.site, signed_in, &page.title, &format!("/{slug}"))
            .described(crate::document::shorten(&page.document.to_text(), 160));
        let updated = date_label(page.updated_at, stories.site.zone());
        shared(&StaticTextPage { frame, html: page.document.to_html(), updated })
    };
    let page = stories.kept(format!("/{slug}"), signed_in, make).await?;
    Ok(respond(&page, &headers))
}

impl Stories {
    /// The list page under `key`, from the cache or made now.
    async fn kept(
        &self,
        key: String,
        signed_in: bool,
        make: impl Future<Output = Result<SharedPage, PageError>>,
    ) -> Result<Arc<SharedPage>, PageError> {
        let now = self.ambient.now();
        let make = async {
            // `make` may have looked at the clock a moment before this did.
            let next = queries::find_next_publication(&self.db, now - A_MOMENT).await;
            let true_until = next.map_err(broken)?.unwrap_or(Timestamp::MAX);
            Ok((make.await?, true_until))
        };
        self.caches.list(key, signed_in, now, make).await
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
        signed_in: bool,
    ) -> Result<SharedPage, PageError> {
        let frame = Frame::new(&self.site, signed_in, title, path).described(description.clone());
        let Listing { stories, next } = listing;
        shared(&ListPage { frame, description, stories, next })
    }

    /// The front page: each story once, in the first block that wants it.
    async fn front(&self, today: String, signed_in: bool) -> Result<FrontPage, PageError> {
        let now = self.ambient.now();
        let (start, midnight) = (Cursor::start(now), self.site.midnight_before(now));
        let mut shown = BTreeSet::new();
        let stories = queries::list_all(&self.db, start, FRONT).await.map_err(broken)?.stories;
        shown.extend(stories.iter().map(|story| story.number));
        let level = Some(Access::Premium);
        let premium = queries::list_matching(&self.db, None, level, start, FRONT_PREMIUM + FRONT);
        let premium = premium.await.map_err(broken)?.stories;
        let premium = fresh(&mut shown, premium, FRONT_PREMIUM);
        let premium_today =
            queries::count_by_status(&self.db, Status::Published, midnight, now, level);
        let premium_today = premium_today.await.map_err(broken)?;
        let mut sections = Vec::new();
        for section in queries::list_sections(&self.db).await.map_err(broken)? {
            let most = FRONT_SECTION + FRONT + FRONT_PREMIUM;
            let listed = queries::list_in_section(&self.db, &section.slug, start, most);
            let listed = fresh(&mut shown, listed.await.map_err(broken)?.stories, FRONT_SECTION);
            if !listed.is_empty() {
                sections.push((section, listed));
            }
        }
        let frame = Frame::new(&self.site, signed_in, self.site.name(), "/");
        Ok(FrontPage { frame, today, stories, premium, premium_today, sections })
    }
}

/// Up to `most` stories that have not been shown yet.
fn fresh(
    shown: &mut BTreeSet<StoryNumber>,
    stories: Vec<Arc<Headline>>,
    most: u32,
) -> Vec<Arc<Headline>> {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    stories.into_iter().filter(|story| shown.insert(story.number)).take(most).collect()
}
