use std::{net::IpAddr, sync::Arc};

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use meter::{Purpose, Story};
use outside::{OutsideStory, Subject};
use paywall::{Arrival, Known, Reading};
use serde::{Deserialize, Serialize};
use stories::{Headline, api::ApiDecision};
use utoipa::ToSchema;
use vocab::{Country, DeviceId, Holding, ReaderId, StoryId, StoryNumber};
use web::{
    ClientAddress, JsonData, PRIVATE_NO_STORE, PageError, Sentence, Visitor,
    declares_itself_crawler, is_prefetch,
};

use super::{
    keys::{KeyScope, has_key},
    unavailable,
};
use crate::Paper;

/// Who wants to read what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccessRequest {
    /// The story: its id, its path, or its address; or the address of a page of one of
    /// the sites that keep their own.
    story: String,
    /// The device's token, as an earlier answer gave it.
    device: Option<String>,
    /// The reader's id, if your site knows who reads.
    reader: Option<String>,
    /// The reader's network address, for the allowance of new devices.
    address: Option<String>,
    /// The reader's country, two letters, if your site knows it.
    country: Option<String>,
    /// The path at which the visit began, if your site knows it.
    entry: Option<String>,
    /// The method of the reader's request; what is not a GET counts nothing.
    method: Option<String>,
    /// Its `User-Agent`: crawlers that say what they are count nothing.
    user_agent: Option<String>,
    /// Its `Sec-Purpose`: what is fetched ahead counts nothing.
    sec_purpose: Option<String>,
}

impl AccessRequest {
    /// What the reader's request is for, by the same signs as on the paper's own pages.
    fn purpose(&self) -> Result<Purpose, PageError> {
        let mut headers = HeaderMap::new();
        let told = [
            (header::USER_AGENT, "user_agent", &self.user_agent),
            (HeaderName::from_static("sec-purpose"), "sec_purpose", &self.sec_purpose),
        ];
        for (name, field, value) in told {
            if let Some(value) = value {
                let value = HeaderValue::try_from(value).map_err(|_| {
                    PageError::bad_request(Sentence::for_programs(format!(
                        "{field}: this is no header’s value"
                    )))
                })?;
                headers.insert(name, value);
            }
        }
        let method = self.method.as_deref().unwrap_or("GET").parse::<Method>();
        let method = method.map_err(|_| {
            PageError::bad_request(Sentence::for_programs("method: this is no method"))
        })?;
        Ok(match method {
            Method::GET if is_prefetch(&headers) => Purpose::Prefetch,
            Method::GET if declares_itself_crawler(&headers) => Purpose::Crawler,
            Method::GET => Purpose::Reading,
            _ => Purpose::Look,
        })
    }

    fn country(&self) -> Result<Option<Country>, PageError> {
        let country = self.country.as_deref().map(str::parse).transpose();
        country.map_err(|problem| {
            PageError::bad_request(Sentence::for_programs(format!("country: {problem}")))
        })
    }

    fn entry(&self) -> Result<Option<&str>, PageError> {
        match self.entry.as_deref() {
            Some(entry) if !entry.starts_with('/') => Err(PageError::bad_request(
                Sentence::for_programs("entry: this is no path; begin it with /"),
            )),
            entry => Ok(entry),
        }
    }
}

/// The story that was named.
enum Named {
    Own(Box<Headline>),
    Outside(Box<OutsideStory>),
}

impl Named {
    fn story(&self) -> (&dyn Story, StoryNumber) {
        match self {
            Self::Own(story) => (&**story, story.number),
            Self::Outside(story) => (&**story, story.number),
        }
    }
}

/// The decision, and the token to send next time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccessAnswer {
    /// Open or Wall.
    decision: ApiDecision,
    /// The device's token; null for a new device whose network has brought too many.
    device: Option<String>,
    /// The institution whose agreement covers the reader, by its short name, or null.
    institution: Option<String>,
    /// The decision as a token that an edge can verify alone for a while; null where
    /// nobody asked to read.
    token: Option<String>,
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
    if !has_key(&paper, &headers, KeyScope::Access).await? {
        return Err(PageError::unauthorized(Sentence::for_programs(
            "This call needs a service key with the scope access.",
        )));
    }
    let address = asked.address.as_deref().map(str::parse::<IpAddr>).transpose();
    let address = address.map_err(|_| {
        PageError::bad_request(Sentence::for_programs("address: this is not a network address"))
    })?;
    let (purpose, country, entry) = (asked.purpose()?, asked.country()?, asked.entry()?);
    let named = find_story(&paper, &asked.story).await?;
    let (story, number) = named.story();
    let device =
        asked.device.as_deref().and_then(|token| Visitor::device_from_token(&paper.site, token));
    let (reader, holding) = find_reader(&paper, asked.reader.as_deref()).await?;
    let fresh_device = device.unwrap_or_else(|| DeviceId::fresh(&paper.ambient));
    let known = Known {
        address,
        reader: reader.as_ref().map(|reader| reader.id),
        proven_email: reader
            .as_ref()
            .filter(|reader| reader.verified_at.is_some())
            .map(|reader| &*reader.email),
    };
    let cover = paper.paywall.recognise(known);
    let reader = known.reader;
    let reading = Reading {
        device,
        fresh_device,
        reader,
        staff: false,
        holding: &holding,
        institution: cover.as_ref().map(|cover| &*cover.institution),
        country,
        entry,
        pass: None,
        purpose,
        address: address.map(ClientAddress),
        agent: asked.user_agent.as_deref(),
    };
    let device = Visitor::device_token(&paper.site, fresh_device);
    let (ruling, device) = match paper.paywall.receive(story, number, &reading) {
        Arrival::TooMany => (paper.paywall.too_many_devices(), None),
        _ => (paper.paywall.rule(story, number, &reading).await, Some(device)),
    };
    let subject = reader.map_or(Subject::Device(fresh_device), Subject::Reader);
    let token = match purpose {
        Purpose::Reading => match token(&paper, &named, subject, &ruling.decision).await {
            Ok(token) => Some(token),
            Err(error) => {
                paper.paywall.take_back(&ruling).await;
                return Err(unavailable(error));
            }
        },
        _ => None,
    };
    let institution = cover.map(|cover| cover.institution.slug.to_string());
    let decision = ApiDecision::from(&ruling.decision);
    let answer = AccessAnswer { decision, device, institution, token };
    let mut response = Json(answer).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, PRIVATE_NO_STORE);
    Ok(response)
}

async fn token(
    paper: &Paper,
    named: &Named,
    subject: Subject,
    decision: &meter::Decision,
) -> store::Result<String> {
    let (audience, path) = match named {
        Named::Own(story) => (paper.site.config().url.clone(), story.path()),
        Named::Outside(story) => (story.origin.clone(), story.path.clone()),
    };
    paper.outside.token(&audience, &path, subject, decision).await
}

/// By id, path or address; and then among other people's pages.
async fn find_story(paper: &Paper, named: &str) -> Result<Named, PageError> {
    if let Ok(id) = named.parse::<StoryId>() {
        return Ok(Named::Own(Box::new(paper.stories.public_story(id).await?)));
    }
    if let Some(story) = find_own(paper, named).await? {
        return Ok(Named::Own(Box::new(story)));
    }
    let (origin, path) = paper.outside.locate(named).ok_or_else(PageError::not_found)?;
    let story = paper.outside.story(origin, path).await.map_err(unavailable)?;
    Ok(Named::Outside(Box::new(story)))
}

async fn find_own(paper: &Paper, named: &str) -> Result<Option<Headline>, PageError> {
    let path = paper.site.own_path(named).unwrap_or(named);
    let path = path.split(['?', '#']).next().unwrap_or("");
    let Some((section, slug)) = path.trim_start_matches('/').split_once('/') else {
        return Ok(None);
    };
    let story = stories::find_by_path(&paper.db, section, slug).await.map_err(unavailable)?;
    Ok(story.filter(|story| story.is_public(paper.ambient.now())))
}

async fn find_reader(
    paper: &Paper,
    named: Option<&str>,
) -> Result<(Option<readers::Reader>, Arc<Holding>), PageError> {
    let Some(named) = named else { return Ok((None, Arc::default())) };
    let id: ReaderId = named.parse().map_err(|_| PageError::not_found())?;
    let reader = readers::find_reader(&paper.db, id).await.map_err(unavailable)?;
    let reader =
        reader.filter(|reader| reader.disabled_at.is_none()).ok_or_else(PageError::not_found)?;
    let holding = paper.billing.holding_of(reader.id).await.map_err(unavailable)?;
    Ok((Some(reader), holding))
}
