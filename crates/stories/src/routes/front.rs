//! The front page: what leads, what follows, and in which block.

use std::{collections::BTreeSet, sync::Arc};

use axum::{extract::State, response::Response};
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use vocab::{Access, StoryNumber};
use web::{Frame, PageError, Variant, Visitor};
use words::Words;

use super::{
    broken,
    lists::{respond, shared},
};
use crate::{
    Cursor, Headline, Section, Status, Stories,
    pages::{Block, FrontPage},
    queries,
};

/// How many of the newest stories compete for the top.
const NEWEST: u32 = 40;
const CANDIDATES: usize = 10;
const SECONDS: usize = 2;
const LATEST: usize = 9;
const PREMIUM: usize = 6;
/// The strip is set in rows of so many.
const PREMIUM_ROW: usize = 3;
const OPINIONS: usize = 6;
const MOST_READ: u32 = 5;
const IN_BLOCK: usize = 5;
/// A story of fewer words is a short: it does not lead.
const LEAD_WORDS: u32 = 300;
/// What was read most, in this time.
const READ_WITHIN: SignedDuration = SignedDuration::from_hours(24);
/// How old the list of what was read most may be.
const TRUE_FOR: SignedDuration = SignedDuration::from_secs(60);

pub(super) async fn show_front(
    State(stories): State<Stories>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let now = stories.ambient.now();
    let variant = visitor.variant();
    // The date stands on the page, so it is part of the page's key.
    let key = format!("/ {}", stories.site.zone().to_datetime(now).date());
    let at_most = now.saturating_add(TRUE_FOR).unwrap_or(now);
    let make = async { shared(&stories.front(now, variant).await?) };
    let page = stories.kept_until(key, variant, at_most, make).await?;
    Ok(respond(&page, &headers))
}

/// What the page has shown already: each story stands on it once.
#[derive(Default)]
struct Shown(BTreeSet<StoryNumber>);

impl Shown {
    /// The first of `stories` that is right and has not been shown.
    fn first(
        &mut self,
        stories: &[Arc<Headline>],
        is_right: impl Fn(&Headline) -> bool,
    ) -> Option<Arc<Headline>> {
        let found =
            stories.iter().find(|story| !self.0.contains(&story.number) && is_right(story))?;
        self.0.insert(found.number);
        Some(found.clone())
    }

    /// How many of `stories` are right and have not been shown.
    fn count_fresh(
        &self,
        stories: &[Arc<Headline>],
        is_right: impl Fn(&Headline) -> bool,
    ) -> usize {
        let is_fresh = |story: &&Arc<Headline>| !self.0.contains(&story.number) && is_right(story);
        stories.iter().filter(is_fresh).count()
    }

    /// Up to `most` of `stories` that are right and have not been shown.
    fn fresh(
        &mut self,
        stories: &[Arc<Headline>],
        most: usize,
        is_right: impl Fn(&Headline) -> bool,
    ) -> Vec<Arc<Headline>> {
        std::iter::from_fn(|| self.first(stories, &is_right)).take(most).collect()
    }
}

impl Stories {
    async fn front(&self, now: Timestamp, variant: Variant) -> Result<FrontPage, PageError> {
        let (start, midnight) = (Cursor::start(now), self.site.midnight_before(now));
        let sections = queries::list_sections(&self.db).await.map_err(broken)?;
        let opinions: Vec<_> = sections.iter().filter(|section| section.opinion).collect();
        let is_news =
            |story: &Headline| opinions.iter().all(|section| section.slug != story.section.slug);
        let audience = self.audience(variant);
        let newest = queries::list_all(&self.db, audience, start, NEWEST).await;
        let newest = newest.map_err(broken)?.stories;
        let mut shown = Shown::default();
        let lead = choose_lead(&mut shown, &newest, is_news);
        let seconds = choose_seconds(&mut shown, &newest, is_news);
        let level = Some(Access::Premium);
        let premium = queries::list_matching(&self.db, audience, None, level, start, NEWEST);
        let premium = premium.await.map_err(broken)?.stories;
        // The strip counts today's, so where there are enough it shows today's alone, in whole rows.
        let of_today = |story: &Headline| is_news(story) && story.is_since(midnight);
        let todays = shown.count_fresh(&premium, of_today).min(PREMIUM) / PREMIUM_ROW * PREMIUM_ROW;
        let premium = match todays {
            0 => shown.fresh(&premium, PREMIUM, is_news),
            _ => shown.fresh(&premium, todays, of_today),
        };
        let count = queries::count_by_status(&self.db, Status::Published, midnight, now, level);
        let premium_today = if todays > 0 { count.await.map_err(broken)? } else { 0 };
        let latest = shown.fresh(&newest, LATEST, is_news);
        let mut blocks = Vec::new();
        let mut opinion = None;
        for section in sections {
            let listed = queries::list_in_section(&self.db, audience, &section.slug, start, NEWEST);
            let listed = listed.await.map_err(broken)?.stories;
            match section.opinion {
                true if opinion.is_none() => {
                    let stories = shown.fresh(&listed, OPINIONS, |_| true);
                    opinion = Some(Block { section, stories });
                }
                _ => blocks.extend(block(&mut shown, section, &listed)),
            }
        }
        let since = now.saturating_sub(READ_WITHIN).unwrap_or(now);
        let most_read = queries::list_most_opened(&self.db, audience, since, MOST_READ);
        let most_read = most_read.await.map_err(broken)?;
        let say = Words::of(variant.language);
        Ok(FrontPage {
            date: say.weekday_and_date(now, self.site.zone()),
            frame: Frame::new(&self.site, variant, self.site.name(), "/")
                .described(self.site.face().tagline.clone())
                .dated(now),
            lead,
            seconds,
            premium,
            premium_today,
            latest,
            opinion: opinion.filter(|block| !block.stories.is_empty()),
            most_read,
            blocks,
            midnight,
        })
    }
}

/// The newest long story with a picture; or the newest with a picture; or the newest.
fn choose_lead(
    shown: &mut Shown,
    newest: &[Arc<Headline>],
    is_news: impl Fn(&Headline) -> bool,
) -> Option<Arc<Headline>> {
    let candidates = newest.get(..CANDIDATES.min(newest.len())).unwrap_or_default();
    let is_long = |story: &Headline| story.words >= LEAD_WORDS;
    let pictured = |story: &Headline| is_news(story) && story.picture.is_some();
    shown
        .first(candidates, |story| pictured(story) && is_long(story))
        .or_else(|| shown.first(candidates, pictured))
        .or_else(|| shown.first(newest, |_| true))
}

/// Two more with pictures, or the newest.
fn choose_seconds(
    shown: &mut Shown,
    newest: &[Arc<Headline>],
    is_news: impl Fn(&Headline) -> bool,
) -> Vec<Arc<Headline>> {
    let candidates = newest.get(..CANDIDATES.min(newest.len())).unwrap_or_default();
    let mut seconds =
        shown.fresh(candidates, SECONDS, |story| is_news(story) && story.picture.is_some());
    let missing = SECONDS.saturating_sub(seconds.len());
    seconds.extend(shown.fresh(newest, missing, is_news));
    seconds
}

/// A section's block begins with a picture, if one of its stories has one.
fn block(shown: &mut Shown, section: Section, listed: &[Arc<Headline>]) -> Option<Block> {
    let first = shown.first(listed, |story| story.picture.is_some());
    let first = first.or_else(|| shown.first(listed, |_| true))?;
    let mut stories = vec![first];
    stories.extend(shown.fresh(listed, IN_BLOCK - 1, |_| true));
    Some(Block { section, stories })
}
