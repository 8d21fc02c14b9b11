//! The JSON API about stories.

use std::str::FromStr;

use axum::{
    Json, Router,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use meter::Decision;
use paywall::{Reading, Ticket, needs_cookie};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vocab::{Access, StoryId};
use web::{PageError, QueryData, Sentence, Visitor, time_attribute};

use crate::{
    Byline, Cursor, Headline, Named, Stories,
    queries::{self, Audience},
    routes::{broken, mark, mark_link, no_body},
};

const LIMIT_DEFAULT: u32 = 20;
const LIMIT_MAX: u32 = 100;

pub(crate) fn router(stories: Stories) -> Router {
    Router::new()
        .route("/api/v1/stories", get(list_stories))
        .route("/api/v1/stories/{id}", get(show_story))
        .route("/api/v1/stories/{id}/gifts", post(give_story))
        .with_state(stories)
}

/// Which stories.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Only of this section, by its slug.
    section: Option<String>,
    /// Only of this level: `free`, `metered`, `registered` or `premium`.
    access: Option<String>,
    /// How many, from 1 to 100; 20 if left out.
    limit: Option<u32>,
    /// Where the list goes on: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Somebody or something with a page of its own.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiNamed {
    /// In its address.
    slug: String,
    /// As readers see it.
    name: String,
}

impl From<&Byline> for ApiNamed {
    fn from(author: &Byline) -> Self {
        Self { slug: author.slug.clone(), name: author.name.clone() }
    }
}

impl From<&Named> for ApiNamed {
    fn from(named: &Named) -> Self {
        Self { slug: named.slug.clone(), name: named.name.clone() }
    }
}

/// A story without its body.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiStory {
    /// Its id.
    id: String,
    /// The last segment of its address.
    slug: String,
    /// Its address.
    url: String,
    /// The headline.
    headline: String,
    /// The word or two above the headline; may be empty.
    kicker: String,
    /// The sentence or two below the headline; may be empty.
    standfirst: String,
    /// The opening that everyone may read, as HTML.
    lead: String,
    /// The level: `free`, `metered`, `registered` or `premium`.
    access: String,
    /// A benefit that it asks for besides.
    required_benefit: Option<String>,
    /// The section's slug.
    section: String,
    /// Who wrote it.
    authors: Vec<ApiNamed>,
    /// What it is about.
    topics: Vec<ApiNamed>,
    /// How many words it has in all.
    words: u32,
    /// When it appeared, RFC 3339.
    published_at: String,
    /// When it was last changed, RFC 3339.
    updated_at: String,
}

/// A page of stories.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiStoryList {
    /// The stories, newest first.
    items: Vec<ApiStory>,
    /// Where the list goes on, or null at its end.
    next_cursor: Option<String>,
}

/// Open or Wall, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiDecision {
    /// Whether the body may be read.
    pub open: bool,
    /// Why: a word of the header `Masthead-Access`.
    pub because: String,
    /// Stories used, where a meter took part; this one is included if it opened.
    pub used: Option<u32>,
    /// Stories allowed, where a meter took part.
    pub limit: Option<u32>,
}

impl From<&Decision> for ApiDecision {
    fn from(decision: &Decision) -> Self {
        Self {
            open: decision.is_open(),
            because: decision.because().to_owned(),
            used: decision.count().map(|count| count.used),
            limit: decision.count().map(|count| count.limit),
        }
    }
}

/// A story with the decision about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiStoryWithDecision {
    /// The story.
    #[serde(flatten)]
    story: ApiStory,
    /// Open or Wall.
    decision: ApiDecision,
    /// What follows the lead, as HTML; only on an open decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

/// Lists stories, newest first, without bodies.
#[utoipa::path(
    get,
    path = "/api/v1/stories",
    tag = "stories",
    params(ListQuery),
    responses(
        (status = 200, description = "A page of stories", body = ApiStoryList),
        (status = 400, description = "A parameter will not do", content_type = "application/problem+json"),
    )
)]
pub async fn list_stories(
    State(stories): State<Stories>,
    QueryData(query): QueryData<ListQuery>,
) -> Result<Response, PageError> {
    let access = query.access.as_deref().map(Access::from_str).transpose();
    let access = access.map_err(|problem| wrong(format!("access: {problem}")))?;
    let limit = query.limit.unwrap_or(LIMIT_DEFAULT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(wrong(format!("limit: {limit} is not between 1 and {LIMIT_MAX}")));
    }
    let start = Cursor::start(stories.ambient.now());
    let after = query.cursor.as_deref().map(Cursor::from_str).transpose();
    let after = after.map_err(|problem| wrong(format!("cursor: {problem}")))?;
    let after = after.filter(|after| after.at <= start.at).unwrap_or(start);
    let section = query.section.as_deref().filter(|section| !section.is_empty());
    let found =
        queries::list_matching(&stories.db, Audience::EVERYBODY, section, access, after, limit)
            .await;
    let found = found.map_err(broken)?;
    let items = found.stories.iter().map(|story| stories.api_story(story)).collect();
    let next_cursor = found.next.map(|next| next.to_string());
    let mut response = Json(ApiStoryList { items, next_cursor }).into_response();
    let no_cache = HeaderValue::from_static("no-cache");
    response.headers_mut().insert(header::CACHE_CONTROL, no_cache);
    Ok(response)
}

/// A parameter will not do.
fn wrong(what: String) -> PageError {
    PageError::bad_request(Sentence::for_programs(what))
}

/// Shows one story; its body only if the decision about this client is open,
/// which counts as reading it.
#[utoipa::path(
    get,
    path = "/api/v1/stories/{id}",
    tag = "stories",
    params(
        ("id" = String, Path, description = "The story’s id"),
        ("gift" = Option<String>, Query, description = "The token of a gift of this story"),
        ("campaign" = Option<String>, Query, description = "The token of a campaign"),
    ),
    responses(
        (status = 200, description = "The story, with its body if open", body = ApiStoryWithDecision),
        (status = 404, description = "No such story", content_type = "application/problem+json"),
        (status = 410, description = "It was withdrawn", content_type = "application/problem+json"),
    ),
    security((), ("session" = []), ("bearer" = []))
)]
pub async fn show_story(
    State(stories): State<Stories>,
    visitor: Visitor,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let id: StoryId = id.parse().map_err(|_| PageError::not_found())?;
    let story = stories.public_story(id).await?;
    let mut reading = Reading::of(&visitor, &method);
    let ticket = Ticket::of(&stories.site, uri.query(), &headers);
    let passage = stories.paywall.pass(&story, story.number, &reading, ticket, false).await;
    let passage = passage.map_err(broken)?;
    reading.pass = passage.pass.or(reading.pass);
    let ruling = stories.paywall.admit(&story, story.number, &reading).await;
    let body = if ruling.decision.is_open() {
        match stories.caches.body(&stories.db, &story).await {
            Ok(Some(html)) => Some(String::from_utf8_lossy(&html).into_owned()),
            failed => {
                stories.paywall.take_back(&ruling).await;
                return Err(failed.err().map_or_else(no_body, broken));
            }
        }
    } else {
        None
    };
    let answer = ApiStoryWithDecision {
        story: stories.api_story(&story),
        decision: ApiDecision::from(&ruling.decision),
        body,
    };
    let mut response = (StatusCode::OK, Json(answer)).into_response();
    mark(response.headers_mut(), &ruling.decision);
    if needs_cookie(&ruling.decision, &reading) {
        response.headers_mut().append(header::SET_COOKIE, stories.device_cookie(&visitor));
    }
    mark_link(response.headers_mut(), ticket, passage.cookie);
    Ok(response)
}

/// A gift that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiGift {
    /// The link that opens the whole story.
    url: String,
    /// Until when, RFC 3339.
    expires_at: String,
    /// On how many devices it was opened.
    openers: u32,
    /// On how many it may be.
    openers_max: u32,
    /// How many stories the giver can give this month besides.
    left_this_month: u32,
}

/// Gives a story away: makes the gift, or finds the one that opens it already.
#[utoipa::path(
    post,
    path = "/api/v1/stories/{id}/gifts",
    tag = "stories",
    params(("id" = String, Path, description = "The story’s id")),
    responses(
        (status = 200, description = "The gift", body = ApiGift),
        (status = 401, description = "Nobody is logged in", content_type = "application/problem+json"),
        (status = 403, description = "This reader cannot give this story", content_type = "application/problem+json"),
        (status = 404, description = "No such story", content_type = "application/problem+json"),
        (status = 409, description = "The month’s gifts are used up, or the story needs none", content_type = "application/problem+json"),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub async fn give_story(
    State(stories): State<Stories>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let giver = visitor.signed_in.as_ref().map(|signed_in| signed_in.reader);
    let giver = giver.ok_or_else(|| PageError::unauthorized(words::Words::error_log_in_first))?;
    let id: StoryId = id.parse().map_err(|_| PageError::not_found())?;
    let story = stories.public_story(id).await?;
    let id = stories.give(&visitor, giver, &story).await?;
    let gift = stories.paywall.find_gift(giver, id).await.map_err(broken)?;
    let gift = gift.ok_or_else(PageError::not_found)?;
    let answer = ApiGift {
        url: stories.paywall.gift_address(&gift),
        expires_at: time_attribute(gift.expires_at, stories.site.zone()),
        openers: gift.openers,
        openers_max: gift.openers_max,
        left_this_month: stories.paywall.gifts_left(giver).await.map_err(broken)?,
    };
    let mut response = Json(answer).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, web::PRIVATE_NO_STORE);
    Ok(response)
}

impl Stories {
    /// The story that programs know by `id`, if readers may know of it.
    pub async fn public_story(&self, id: StoryId) -> Result<Headline, PageError> {
        let story = queries::find_by_id(&self.db, id).await.map_err(broken)?;
        let story = story.ok_or_else(PageError::not_found)?;
        if story.status == crate::Status::Withdrawn {
            return Err(PageError::gone());
        }
        if !story.is_public(self.ambient.now()) {
            return Err(PageError::not_found());
        }
        Ok(story)
    }

    fn api_story(&self, story: &Headline) -> ApiStory {
        let zone = self.site.zone();
        ApiStory {
            id: story.id.to_string(),
            slug: story.slug.clone(),
            url: self.site.address(&story.path()),
            headline: story.headline.clone(),
            kicker: story.kicker.clone(),
            standfirst: story.standfirst.clone(),
            lead: story.lead.to_html(),
            access: story.access.to_string(),
            required_benefit: story.required_benefit.as_ref().map(ToString::to_string),
            section: story.section.slug.clone(),
            authors: story.authors.iter().map(ApiNamed::from).collect(),
            topics: story.topics.iter().map(ApiNamed::from).collect(),
            words: story.words,
            published_at: time_attribute(story.published_at, zone),
            updated_at: time_attribute(story.updated_at, zone),
        }
    }
}
