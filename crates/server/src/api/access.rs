use std::{net::IpAddr, sync::Arc};

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, header};
use meter::Purpose;
use paywall::{Arrival, Reading};
use serde::{Deserialize, Serialize};
use stories::{Headline, api::ApiDecision};
use utoipa::ToSchema;
use vocab::{DeviceId, Holding, ReaderId, StoryId};
use web::{ClientAddress, JsonData, PRIVATE_NO_STORE, PageError, Sentence, Visitor};
use words::Words;

use super::keys::{KeyScope, is_key};
use crate::{Paper, front_desk::bearer};

/// Who wants to read what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccessRequest {
    /// The story: its id, its path, or its address.
    story: String,
    /// The device's token, as an earlier answer gave it.
    device: Option<String>,
    /// The reader's id, if your site knows who reads.
    reader: Option<String>,
    /// The reader's network address, for the allowance of new devices.
    address: Option<String>,
}

/// The decision, and the token to send next time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccessAnswer {
    /// Open or Wall.
    decision: ApiDecision,
    /// The device's token; null for a new device whose network has brought too many.
    device: Option<String>,
}

/// Decides and counts, for a site or an edge that keeps its own pages.
#[utoipa::path(
    post,
    path = "/api/v1/access",
    tag = "stories",
    request_body = AccessRequest,
    responses(
        (status = 200, description = "The decision", body = AccessAnswer),
        (status = 400, description = "A field will not do", content_type = "application/problem+json"),
        (status = 401, description = "No service key, or not one with the scope `access`", content_type = "application/problem+json"),
        (status = 404, description = "No such story or reader", content_type = "application/problem+json"),
    ),
    security(("service_key" = []))
)]
pub(crate) async fn decide_access(
    State(paper): State<Paper>,
    headers: HeaderMap,
    JsonData(asked): JsonData<AccessRequest>,
) -> Result<Response, PageError> {
    let secret = bearer(&headers).unwrap_or("");
    if !is_key(&paper.db, secret, KeyScope::Access).await.map_err(unavailable)? {
        return Err(PageError::unauthorized(Sentence::for_programs(
            "This call needs a service key with the scope access.",
        )));
    }
    let address = asked.address.as_deref().map(str::parse::<IpAddr>).transpose();
    let address = address.map_err(|_| {
        PageError::bad_request(Sentence::for_programs("address: this is not a network address"))
    })?;
    let story = find_story(&paper, &asked.story).await?;
    let device =
        asked.device.as_deref().and_then(|token| Visitor::device_from_token(&paper.site, token));
    let (reader, holding) = find_reader(&paper, asked.reader.as_deref()).await?;
    let fresh_device = device.unwrap_or_else(|| DeviceId::fresh(&paper.ambient));
    let reading = Reading {
        device,
        fresh_device,
        reader,
        staff: false,
        holding: &holding,
        institution: None,
        country: None,
        entry: None,
        pass: None,
        purpose: Purpose::Reading,
        address: address.map(ClientAddress),
    };
    let token = Visitor::device_token(&paper.site, fresh_device);
    let (ruling, device) = match paper.paywall.receive(&story, story.number, &reading) {
        Arrival::TooMany => (paper.paywall.too_many_devices(), None),
        _ => (paper.paywall.rule(&story, story.number, &reading).await, Some(token)),
    };
    let answer = AccessAnswer { decision: ApiDecision::from(&ruling.decision), device };
    let mut response = Json(answer).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, PRIVATE_NO_STORE);
    Ok(response)
}

fn unavailable(error: store::StoreError) -> PageError {
    PageError::unavailable_because(Words::error_not_now, error)
}

/// By id, path or address.
async fn find_story(paper: &Paper, named: &str) -> Result<Headline, PageError> {
    if let Ok(id) = named.parse::<StoryId>() {
        return paper.stories.public_story(id).await;
    }
    let path = paper.site.own_path(named).unwrap_or(named);
    let path = path.split(['?', '#']).next().unwrap_or("");
    let (section, slug) =
        path.trim_start_matches('/').split_once('/').ok_or_else(PageError::not_found)?;
    let story = stories::find_by_path(&paper.db, section, slug).await.map_err(unavailable)?;
    story.filter(|story| story.is_public(paper.ambient.now())).ok_or_else(PageError::not_found)
}

async fn find_reader(
    paper: &Paper,
    named: Option<&str>,
) -> Result<(Option<ReaderId>, Arc<Holding>), PageError> {
    let Some(named) = named else { return Ok((None, Arc::default())) };
    let id: ReaderId = named.parse().map_err(|_| PageError::not_found())?;
    let reader = readers::find_reader(&paper.db, id).await.map_err(unavailable)?;
    let reader =
        reader.filter(|reader| reader.disabled_at.is_none()).ok_or_else(PageError::not_found)?;
    let holding = paper.billing.holding_of(reader.id).await.map_err(unavailable)?;
    Ok((Some(reader.id), holding))
}
