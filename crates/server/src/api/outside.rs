use std::collections::BTreeSet;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::HeaderMap;
use jiff::Timestamp;
use outside::{Registered, Told, normal_path};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{JsonData, PageError, Sentence};

use super::{
    keys::{KeyScope, has_key},
    unavailable,
};
use crate::Paper;

const BATCH_MAX: usize = 1_000;

/// What a site tells about its pages.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutsideBatch {
    /// The site’s origin, as the configuration names it.
    origin: String,
    /// The pages, 1000 at most.
    stories: Vec<OutsidePage>,
}

/// One page. What is left out comes from the rules of the configuration.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutsidePage {
    /// Its path; query and spelling do not matter.
    path: String,
    /// The level: `free`, `metered`, `registered` or `premium`.
    access: Option<String>,
    /// The section’s slug.
    section: Option<String>,
    /// The topics’ slugs.
    topics: Option<Vec<String>>,
    /// The authors’ slugs.
    #[serde(default)]
    authors: Vec<String>,
    /// The code of its language.
    language: Option<String>,
    /// A benefit that it asks for besides.
    required_benefit: Option<String>,
    /// When it appeared, RFC 3339; rules about age speak of no page without it.
    published_at: Option<String>,
    /// Forget all of this: the rules hold again.
    #[serde(default)]
    removed: bool,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OutsideAnswer {
    /// Pages that were told.
    stories: usize,
    /// Of them, those about which something was new.
    changed: usize,
}

/// Tells about pages of a site that keeps its own. All of a batch is kept, or nothing;
/// telling again changes nothing.
#[utoipa::path(
    put,
    path = "/api/v1/outside/stories",
    tag = "outside",
    request_body = OutsideBatch,
    responses(
        (status = 200, description = "All of it is kept", body = OutsideAnswer),
        (status = 400, description = "A field will not do, and nothing is kept", content_type = "application/problem+json"),
        (status = 401, description = "No service key, or not one with the scope `outside`", content_type = "application/problem+json"),
        (status = 404, description = "No such origin", content_type = "application/problem+json"),
    ),
    security(("service_key" = []))
)]
pub(crate) async fn put_stories(
    State(paper): State<Paper>,
    headers: HeaderMap,
    JsonData(batch): JsonData<OutsideBatch>,
) -> Result<Response, PageError> {
    if !has_key(&paper, &headers, KeyScope::Outside).await? {
        let sentence = "This call needs a service key with the scope outside.";
        return Err(PageError::unauthorized(Sentence::for_programs(sentence)));
    }
    let origin = paper.outside.origin_of_url(&batch.origin).ok_or_else(|| {
        let sentence = format!(
            "origin: “{}” is none of outside.origins in the configuration.",
            batch.origin.chars().take(80).collect::<String>()
        );
        PageError::with_status(http::StatusCode::NOT_FOUND, Sentence::for_programs(sentence))
    })?;
    if batch.stories.len() > BATCH_MAX {
        let many = batch.stories.len();
        let sentence = format!("stories: {many} are too many for one call; at most {BATCH_MAX}.");
        return Err(PageError::bad_request(Sentence::for_programs(sentence)));
    }
    let told = batch.stories.iter().enumerate().map(|(index, page)| {
        page.read().map_err(|(field, problem)| {
            PageError::bad_request(Sentence::for_programs(format!(
                "stories[{index}].{field}: {problem}"
            )))
        })
    });
    let told = told.collect::<Result<Vec<_>, _>>()?;
    let mut paths = BTreeSet::new();
    if let Some(twice) = told.iter().find(|page| !paths.insert(&page.path)) {
        return Err(PageError::bad_request(Sentence::for_programs(format!(
            "stories: “{}” stands there twice",
            twice.path
        ))));
    }
    let changed = paper.outside.tell(origin, &told, "api").await.map_err(unavailable)?;
    Ok(Json(OutsideAnswer { stories: told.len(), changed }).into_response())
}

impl OutsidePage {
    /// What it tells, or which field will not do.
    fn read(&self) -> Result<Told, (&'static str, String)> {
        let path = normal_path(&self.path).ok_or_else(|| {
            let named: String = self.path.chars().take(80).collect();
            ("path", format!("“{named}” is no path; write one like /news/gold"))
        })?;
        let published_at = self.published_at.as_deref().map(str::parse::<Timestamp>).transpose();
        let published_at = published_at.map_err(|problem| ("published_at", problem.to_string()))?;
        let facts = Registered {
            access: self.access.clone(),
            section: self.section.clone(),
            topics: self.topics.clone(),
            authors: self.authors.clone(),
            language: self.language.clone(),
            required_benefit: self.required_benefit.clone(),
            published_at,
        };
        facts.check()?;
        Ok(Told { path, facts: (!self.removed).then_some(facts) })
    }
}
