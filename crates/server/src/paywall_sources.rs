//! What the paywall asks of other departments.

use std::sync::{Arc, OnceLock};

use billing::Billing;
use jiff::SignedDuration;
use paywall::{Choices, Departments, Holder, Pending, Place, Sample};
use store::Db;
use stories::{Audience, Cursor, Headline};
use vocab::{Access, Ambient, Holding, ReaderId};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Departments that the paywall asks and that open after it.
#[derive(Default)]
pub(crate) struct Others {
    billing: Arc<OnceLock<Billing>>,
}

impl Others {
    /// From now on billing can be asked.
    pub(crate) fn set_billing(&self, billing: &Billing) {
        // It is set once, when the paper opens; a second time would change nothing.
        let _ = self.billing.set(billing.clone());
    }

    /// What the paywall asks of them.
    pub(crate) fn departments(&self, db: &Db, ambient: &Ambient) -> Departments {
        let (billing, of_readers) = (self.billing.clone(), db.clone());
        let (of_places, of_stories, db) = (db.clone(), db.clone(), db.clone());
        let (of_tries, time, ambient) = (db.clone(), ambient.clone(), ambient.clone());
        Departments {
            holding: Arc::new(move |reader| {
                let (billing, db) = (billing.clone(), of_readers.clone());
                Box::pin(async move { find_holding(&db, billing.get(), reader).await })
            }),
            has_place: Arc::new(move |place| -> Pending<bool> {
                let db = of_places.clone();
                Box::pin(async move { has_place(&db, place).await })
            }),
            story: Arc::new(move |path| {
                let db = of_stories.clone();
                Box::pin(async move { find_sample(&db, &path).await })
            }),
            choices: Arc::new(move || {
                let (db, ambient) = (db.clone(), ambient.clone());
                Box::pin(async move { choices(&db, &ambient).await })
            }),
            count_try: Arc::new(move |key, limit| {
                let (db, now) = (of_tries.clone(), time.now());
                Box::pin(async move { readers::count_try(&db, &key, limit, HOUR, now).await })
            }),
        }
    }
}

/// What a reader has of the business; of a closed account, nothing.
async fn find_holding(
    db: &Db,
    billing: Option<&Billing>,
    reader: ReaderId,
) -> store::Result<Arc<Holding>> {
    let account = readers::find_reader(db, reader).await?;
    let is_open = account.is_some_and(|account| account.disabled_at.is_none());
    match billing.filter(|_| is_open) {
        Some(billing) => billing.holding_of(reader).await,
        None => Ok(Arc::default()),
    }
}

async fn has_place(db: &Db, place: Place) -> store::Result<bool> {
    Ok(match place {
        Place::Section(slug) => stories::find_section(db, &slug).await?.is_some(),
        Place::Topic(slug) => stories::find_topic(db, &slug).await?.is_some(),
        Place::Story(number) => stories::find_by_number(db, number).await?.is_some(),
    })
}

async fn find_sample(db: &Db, path: &str) -> store::Result<Option<Sample>> {
    let path = path.split(['?', '#']).next().unwrap_or("").trim_matches('/');
    let Some((section, slug)) = path.split_once('/') else { return Ok(None) };
    let story = stories::find_by_path(db, section, slug).await?;
    Ok(story.map(|story| sample(Arc::new(story))))
}

fn sample(story: Arc<Headline>) -> Sample {
    Sample { path: story.path(), headline: story.headline.clone(), story }
}

async fn choices(db: &Db, ambient: &Ambient) -> store::Result<Choices> {
    let sections = stories::list_sections(db).await?;
    let plans = billing::list_latest_plans(db).await?;
    let mut samples = Vec::new();
    for access in [Access::Metered, Access::Premium, Access::Registered, Access::Free] {
        let audience = Audience { language: None, now: ambient.now() };
        let start = Cursor::start(ambient.now());
        let latest = stories::list_matching(db, audience, None, Some(access), start, 1).await?;
        samples.extend(latest.stories.into_iter().next().map(sample));
    }
    Ok(Choices {
        sections: sections.into_iter().map(|section| (section.slug, section.name)).collect(),
        plans: plans
            .into_iter()
            .map(|plan| Holder { slug: plan.slug, name: plan.name, benefits: plan.benefits })
            .collect(),
        samples,
    })
}
