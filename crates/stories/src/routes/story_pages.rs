//! A story's page and its wall: made once for each decision, and kept.

use std::sync::Arc;

use http::StatusCode;
use meter::{Decision, OpenReason, WallReason};
use paywall::{Refusal, Ruling};
use web::{Frame, PageError, SafePath, SharedPage, Variant, add_security_headers};
use words::Words;

use super::{
    broken,
    show_story::{mark, no_body},
};
use crate::{
    Author, Cursor, Headline, Stories,
    cache::{PageKey, StoryBytes},
    document::Document,
    pages::{StoryPage, WallPage},
    pictures,
    queries::{self, Audience},
    structured,
};

/// How many stories are looked at for what stands beside a story.
const BESIDE: u32 = 8;
const RELATED: usize = 3;

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
    /// The page for this decision: from the cache, or made once and kept.
    pub(super) async fn page_for(
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
        let page = SharedPage::new(StatusCode::OK, html);
        let mut headers = page.headers();
        mark(&mut headers, &decision);
        add_security_headers(&self.site, &mut headers);
        let page = StoryBytes::new(page, headers);
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
