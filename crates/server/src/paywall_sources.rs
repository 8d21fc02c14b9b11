//! What the paywall's desk asks of stories and billing.

use std::sync::Arc;

use paywall::{Choices, Holder, Sample, Sources};
use store::Db;
use stories::{Audience, Cursor, Headline};
use vocab::{Access, Ambient};

pub(crate) fn of(db: &Db, ambient: &Ambient) -> Sources {
    let (db_of_story, db) = (db.clone(), db.clone());
    let ambient = ambient.clone();
    Sources {
        story: Arc::new(move |path| {
            let db = db_of_story.clone();
            Box::pin(async move { find_sample(&db, &path).await })
        }),
        choices: Arc::new(move || {
            let (db, ambient) = (db.clone(), ambient.clone());
            Box::pin(async move { choices(&db, &ambient).await })
        }),
    }
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
