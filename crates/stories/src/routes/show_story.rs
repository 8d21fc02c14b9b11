use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use meter::{Decision, OpenReason, WallReason};
use paywall::{Arrival, Reading, Refusal, Ruling, Ticket, needs_cookie};
use web::{
    CookieKind, Frame, PRIVATE_NO_STORE, PageError, SafePath, SharedPage, Variant, Visitor,
    set_cookie,
};

use words::Words;

use super::broken;
use crate::{
    Author, Cursor, Headline, Status, Stories,
    cache::{PageKey, StoryBytes},
    document::Document,
    pages::{StoryPage, WallPage},
    pictures,
    queries::{self, Audience, Redirect as OldAddress},
    structured,
};

/// How many stories are looked at for what stands beside a story.
const BESIDE: u32 = 8;
const RELATED: usize = 3;

/// The header that every story's answer bears.
pub(crate) const MASTHEAD_ACCESS: HeaderName = HeaderName::from_static("masthead-access");

const ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// A story's address: decides, counts, and shows the story or its wall.
pub(super) async fn show_story(
    State(stories): State<Stories>,
    visitor: Visitor,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    Path((section, slug)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let story = match stories.find(uri.path(), &section, &slug).await? {
        Found::Here(story) => story,
        Found::At(story) => return Ok(moved(&story.path(), uri.query())),
        Found::Nowhere => return stories.redirect_old(uri.path(), uri.query()).await,
    };
    match story.status {
        Status::Withdrawn => return Err(PageError::gone()),
        // The same way as of what is missing, or the time of the answer would tell them apart.
        _ if !story.is_public(stories.ambient.now()) => {
            return stories.redirect_old(uri.path(), uri.query()).await;
        }
        _ => {}
    }
    let mut reading = Reading::of(&visitor, &method);
    let ticket = Ticket::of(&stories.site, uri.query(), &headers);
    let marked = has_newcomers_mark(&uri);
    let passage = stories.paywall.pass(&*story, story.number, &reading, ticket, !marked).await;
    let passage = passage.map_err(broken)?;
    reading.pass = passage.pass.or(reading.pass);
    let arrival = match passage.arrival {
        Arrival::Known if marked => None,
        Arrival::Known => Some(stories.paywall.receive(&*story, story.number, &reading)),
        other => Some(other),
    };
    let ruling = match arrival {
        None => stories.paywall.admit(&*story, story.number, &reading).await,
        Some(Arrival::Known) => stories.paywall.rule(&*story, story.number, &reading).await,
        Some(Arrival::MustProveCookie) => {
            let mut response = stories.send_to_prove(&story, &visitor, &uri);
            mark_link(response.headers_mut(), ticket, None);
            return Ok(response);
        }
        Some(Arrival::TooMany) => stories.paywall.too_many_devices(),
    };
    let found = stories.page_for(&story, &ruling, visitor.variant(), passage.refusal).await?;
    if ruling.decision.is_open() && reading.purpose == meter::Purpose::Reading && !reading.staff {
        match reading.device {
            Some(device) => stories.openings.count(story.number, device.0),
            // Whoever keeps no cookie is known by the network.
            None => stories.openings.count(story.number, visitor.address.network()),
        }
    }
    let mut response = found.page.respond(&headers);
    response.headers_mut().insert(MASTHEAD_ACCESS, found.access);
    response.headers_mut().insert(header::CACHE_CONTROL, PRIVATE_NO_STORE);
    if needs_cookie(&ruling.decision, &reading) {
        response.headers_mut().append(header::SET_COOKIE, stories.device_cookie(&visitor));
    }
    mark_link(response.headers_mut(), ticket, passage.cookie);
    Ok(response)
}

/// An address with a link in it is nobody's to list, and goes to no other page; what
/// the device keeps of a campaign goes with the answer.
pub(crate) fn mark_link(headers: &mut HeaderMap, ticket: Ticket<'_>, cookie: Option<HeaderValue>) {
    if ticket.is_in_address() {
        headers.insert(ROBOTS_TAG, HeaderValue::from_static("noindex"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin"));
    }
    if let Some(cookie) = cookie {
        headers.append(header::SET_COOKIE, cookie);
    }
}

/// Any other path: an old address that leads somewhere, or nothing.
pub(super) async fn find_old_address(
    State(stories): State<Stories>,
    method: Method,
    uri: Uri,
) -> Result<Response, PageError> {
    if method != Method::GET && method != Method::HEAD {
        return Err(PageError::not_found());
    }
    stories.redirect_old(uri.path(), uri.query()).await
}

/// What the access header says, and that nobody may keep this answer.
pub(crate) fn mark(headers: &mut HeaderMap, decision: &Decision) {
    headers.insert(MASTHEAD_ACCESS, access_value(decision));
    headers.insert(header::CACHE_CONTROL, PRIVATE_NO_STORE);
}

fn access_value(decision: &Decision) -> HeaderValue {
    // Words and numbers of ours: always a header's value.
    HeaderValue::try_from(decision.to_string()).unwrap_or(HeaderValue::from_static("wall"))
}

/// A story's row is there and its body's is not.
pub(crate) fn no_body() -> PageError {
    PageError::internal(words::Words::error_no_body, "a story has no body")
}

fn has_newcomers_mark(uri: &Uri) -> bool {
    uri.query().is_some_and(|query| query.split('&').any(|pair| pair == "_d=1"))
}

/// The part of an old address's query that goes on to the new one: a link that was given away.
fn gift_of(query: Option<&str>) -> Option<&str> {
    let mut pairs = query.into_iter().flat_map(|query| query.split('&'));
    pairs.find(|pair| pair.starts_with("gift=") || pair.starts_with("campaign="))
}

/// 308 to the one address of a page, its query kept.
pub(super) fn moved(path: &str, query: Option<&str>) -> Response {
    let to = query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    Redirect::permanent(&to).into_response()
}

/// Where a story is that was asked for.
enum Found {
    /// At the very address.
    Here(Arc<Headline>),
    /// At another form of the address, the only right one.
    At(Arc<Headline>),
    /// At none.
    Nowhere,
}

/// Why a link does not open a story, for whoever came by it.
fn say_refusal(refusal: Refusal, say: Words) -> String {
    match refusal {
        Refusal::Unknown => say.refused_unknown(),
        Refusal::Cookie => say.refused_cookie(),
        Refusal::OtherStory => say.refused_other_story(),
        Refusal::Expired => say.refused_expired(),
        Refusal::TakenBack => say.refused_taken_back(),
        Refusal::UsedUp => say.refused_used_up(),
        Refusal::CampaignOver => say.refused_campaign_over(),
        Refusal::CampaignElsewhere => say.refused_campaign_elsewhere(),
        Refusal::CampaignUsedUp => say.refused_campaign_used_up(),
    }
}

impl Stories {
    /// The story at `path`; or at its two decoded segments in lower case.
    async fn find(&self, path: &str, section: &str, slug: &str) -> Result<Found, PageError> {
        let plain = |segment: &str| web::is_slug(segment);
        if plain(section) && plain(slug) && path.len() == section.len() + slug.len() + 2 {
            let story = self.caches.headline(&self.db, path).await.map_err(broken)?;
            return Ok(story.map_or(Found::Nowhere, Found::Here));
        }
        let (section, slug) = (section.to_lowercase(), slug.to_lowercase());
        if !plain(&section) || !plain(&slug) {
            return Ok(Found::Nowhere);
        }
        let path = format!("/{section}/{slug}");
        let story = self.caches.headline(&self.db, &path).await.map_err(broken)?;
        Ok(story.map_or(Found::Nowhere, Found::At))
    }

    async fn redirect_old(&self, path: &str, query: Option<&str>) -> Result<Response, PageError> {
        // Old addresses end in a slash as often as not, and so do typed ones.
        let slashed = path.ends_with('/');
        let path = path.trim_end_matches('/').to_lowercase();
        if slashed && self.is_page(&path).await? {
            return Ok(moved(&path, None));
        }
        match queries::find_redirect(&self.db, &path).await.map_err(broken)? {
            Some(OldAddress::Target(target)) => Ok(Redirect::permanent(&target).into_response()),
            Some(OldAddress::Story(number)) => {
                let story = queries::find_by_number(&self.db, number).await.map_err(broken)?;
                // Where a draft will lie is nobody's business yet.
                let known = story.filter(|story| {
                    story.status == Status::Withdrawn || story.is_public(self.ambient.now())
                });
                Ok(moved(&known.ok_or_else(PageError::not_found)?.path(), gift_of(query)))
            }
            None => Err(PageError::not_found()),
        }
    }

    /// Whether a section or a story that readers may know of lies at `path`.
    async fn is_page(&self, path: &str) -> Result<bool, PageError> {
        let segments: Vec<_> = path.split('/').skip(1).collect();
        match segments[..] {
            [section] if web::is_slug(section) => {
                let found = queries::find_section(&self.db, section).await.map_err(broken)?;
                Ok(found.is_some())
            }
            [section, slug] if web::is_slug(section) && web::is_slug(slug) => {
                let found = self.caches.headline(&self.db, path).await.map_err(broken)?;
                Ok(found.is_some_and(|story| story.is_public(self.ambient.now())))
            }
            _ => Ok(false),
        }
    }

    pub(crate) fn device_cookie(&self, visitor: &Visitor) -> HeaderValue {
        let token = Visitor::device_token(&self.site, visitor.device);
        set_cookie(&self.site, CookieKind::Device, &token)
    }

    /// 303 to the same address with a mark: whoever comes back with the cookie is counted.
    fn send_to_prove(&self, story: &Headline, visitor: &Visitor, uri: &Uri) -> Response {
        let query = uri.query().filter(|query| !query.is_empty());
        let query = query.map_or_else(|| "_d=1".to_owned(), |query| format!("{query}&_d=1"));
        let mut response = Redirect::to(&format!("{}?{query}", story.path())).into_response();
        let decision = Decision::Wall { because: WallReason::Newcomer, count: None };
        mark(response.headers_mut(), &decision);
        response.headers_mut().append(header::SET_COOKIE, self.device_cookie(visitor));
        response
    }

    /// The page for this decision: from the cache, or made once and kept.
    async fn page_for(
        &self,
        story: &Headline,
        ruling: &Ruling,
        variant: Variant,
        refusal: Option<Refusal>,
    ) -> Result<StoryBytes, PageError> {
        let decision = ruling.decision;
        let key = PageKey {
            story: story.number,
            version: story.version,
            variant,
            decision,
            rule: (ruling.policy.version, ruling.rule),
            unlock: ruling.unlock.as_ref().map(|unlock| unlock.number),
            refusal,
        };
        if let Some(page) = self.caches.page(&key) {
            return Ok(page);
        }
        let generation = self.caches.generation();
        let html = match decision {
            Decision::Wall { because, .. } => {
                self.render_wall(story, because, ruling, variant, refusal).await?
            }
            Decision::Open { .. } => match self.render_story(story, ruling, variant, refusal).await
            {
                Ok(html) => html,
                Err(error) => {
                    self.paywall.take_back(ruling).await;
                    return Err(error);
                }
            },
        };
        let page = StoryBytes {
            page: Arc::new(SharedPage::new(StatusCode::OK, html)),
            access: access_value(&decision),
        };
        self.caches.keep_page(key, &page, generation);
        Ok(page)
    }

    async fn render_story(
        &self,
        story: &Headline,
        ruling: &Ruling,
        variant: Variant,
        refusal: Option<Refusal>,
    ) -> Result<String, PageError> {
        let because =
            |reason| matches!(ruling.decision, Decision::Open { because, .. } if because == reason);
        let body = self.caches.body(&self.db, story).await.map_err(broken)?;
        let body = body.ok_or_else(no_body)?;
        let (next, related) = self.beside(story).await.map_err(broken)?;
        let mut frame = self.story_frame(story, variant).await.map_err(broken)?;
        if because(OpenReason::Crawler) {
            frame.robots = structured::FOR_ENGINES;
        }
        let authors = self.authors_of(story).await.map_err(broken)?;
        let is_locked = !self.paywall.is_free_to_all(story);
        let locked = is_locked.then_some(structured::LOCKED_BODY);
        let page = StoryPage {
            structured: structured::describe(&frame, story, &authors, locked),
            is_locked,
            frame,
            story,
            authors,
            lead: pictures::render(&self.db, &story.lead, story.language).await.map_err(broken)?,
            body: std::str::from_utf8(&body).unwrap_or_default(),
            count: ruling.decision.count(),
            share: self.share_by_mail(story),
            next,
            related,
            is_preview: false,
            note: self.note(ruling, refusal, Words::of(variant.language)),
            gives: because(OpenReason::Benefit) && self.paywall.gift_rules().is_on(),
            listed: !because(OpenReason::Gift),
        };
        Ok(askama::Template::render(&page)?)
    }

    /// The story as the paper will show it, for the desk: as it is saved, with a note that says so.
    pub(crate) async fn render_preview(
        &self,
        story: &Headline,
        body: &Document,
        variant: Variant,
    ) -> Result<String, PageError> {
        let frame = self.story_frame(story, variant).await.map_err(broken)?;
        let (next, related) = self.beside(story).await.map_err(broken)?;
        let body = pictures::render(&self.db, body, story.language).await.map_err(broken)?;
        let page = StoryPage {
            structured: Vec::new(),
            is_locked: false,
            frame: Frame { listed: false, translations: Vec::new(), ..frame },
            story,
            authors: self.authors_of(story).await.map_err(broken)?,
            lead: pictures::render(&self.db, &story.lead, story.language).await.map_err(broken)?,
            body: &body,
            count: None,
            share: self.share_by_mail(story),
            next,
            related,
            is_preview: true,
            note: None,
            gives: false,
            listed: true,
        };
        Ok(askama::Template::render(&page)?)
    }

    async fn render_wall(
        &self,
        story: &Headline,
        reason: WallReason,
        ruling: &Ruling,
        variant: Variant,
        refusal: Option<Refusal>,
    ) -> Result<String, PageError> {
        let offers = (self.offers)();
        let frame = self.story_frame(story, variant).await.map_err(broken)?;
        let authors = self.authors_of(story).await.map_err(broken)?;
        let is_locked = !self.paywall.is_free_to_all(story);
        let locked = is_locked.then_some(structured::LOCKED_WALL);
        let page = WallPage {
            structured: structured::describe(&frame, story, &authors, locked),
            frame,
            story,
            authors,
            lead: pictures::render(&self.db, &story.lead, story.language).await.map_err(broken)?,
            reason,
            count: ruling.decision.count(),
            registered_limit: ruling.meter().registered_limit,
            benefit: story
                .required_benefit
                .as_ref()
                .or_else(|| ruling.asked_benefit())
                .map_or_else(String::new, |benefit| {
                    Words::of(variant.language).benefit_name(benefit)
                }),
            offers: &offers,
            next: SafePath::parse(&story.path()),
            institutions: self.paywall.has_institutions(),
            note: refusal.map(|refusal| say_refusal(refusal, Words::of(variant.language))),
        };
        Ok(askama::Template::render(&page)?)
    }

    /// What opened a story beside the policy, or why a link did not, for its reader.
    fn note(&self, ruling: &Ruling, refusal: Option<Refusal>, say: Words) -> Option<String> {
        if let Some(unlock) = &ruling.unlock {
            let until = say.moment(unlock.ends_at, self.site.zone());
            return Some(say.opened_by_unlock(&unlock.reason, until));
        }
        let is_gift = ruling.decision == Decision::open(OpenReason::Gift);
        let given = is_gift.then(|| say.opened_by_gift());
        given.or_else(|| refusal.map(|refusal| say_refusal(refusal, say)))
    }

    async fn story_frame(&self, story: &Headline, variant: Variant) -> store::Result<Frame> {
        let now = self.ambient.now();
        let translations = queries::list_translations(&self.db, story, now).await?;
        let picture = story.picture.as_ref().and_then(|picture| {
            let largest = picture.largest()?;
            Some((largest.path.clone(), picture.alt.clone()))
        });
        Ok(Frame {
            picture,
            section: story.section_path(),
            content_language: Some(story.language),
            translations: translations.iter().map(|other| (other.language, other.path())).collect(),
            ..Frame::new(&self.site, variant, &story.headline, &story.path())
                .described(story.description())
        })
    }

    /// Who wrote it, with portraits, in the order of the byline.
    async fn authors_of(&self, story: &Headline) -> store::Result<Vec<Author>> {
        let mut authors = Vec::new();
        for byline in &story.authors {
            authors.extend(queries::find_author(&self.db, &byline.slug).await?);
        }
        Ok(authors)
    }

    /// The next older story of the section, and up to three on the same matter.
    async fn beside(
        &self,
        story: &Headline,
    ) -> store::Result<(Option<Arc<Headline>>, Vec<Arc<Headline>>)> {
        let now = self.ambient.now();
        let after = Cursor { at: story.published_at, number: story.number.0 };
        let section = &story.section.slug;
        let audience = Audience { language: Some(story.language), now };
        let older = queries::list_in_section(&self.db, audience, section, after, BESIDE).await?;
        // In its own language if there is one, or else in any.
        let mut older = older.stories;
        older.sort_by_key(|other| other.language != story.language);
        let mut older = older.into_iter();
        let next = older.next();
        let mut known: Vec<_> = next.iter().map(|next| next.number).collect();
        let of_topics = queries::list_of_same_topics(&self.db, story, now, BESIDE).await?;
        let mut related = Vec::new();
        for other in of_topics.into_iter().chain(older) {
            let is_itself = Some(other.number) == story.translation_of
                || other.translation_of == Some(story.number);
            if related.len() < RELATED && !is_itself && !known.contains(&other.number) {
                known.push(other.number);
                related.push(other);
            }
        }
        Ok((next, related))
    }

    /// A new mail with the story's headline and address.
    fn share_by_mail(&self, story: &Headline) -> String {
        web::mail_to(&story.headline, &self.site.address(&story.path()))
    }
}
