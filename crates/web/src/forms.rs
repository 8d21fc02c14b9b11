use axum::{
    Form, Json,
    body::{Body, Bytes},
    extract::{FromRequest, FromRequestParts, Query, Request},
};
use http::{StatusCode, request::Parts};
use serde::de::DeserializeOwned;

use words::Words;

use crate::{PageError, Sentence};

/// A form of a page. What does not fit is answered with a sentence.
pub struct FormData<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for FormData<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        let request = read_whole(request, state, &[b"%00", b"\0"]).await?;
        match Form::<T>::from_request(request, state).await {
            Ok(Form(data)) => Ok(Self(data)),
            Err(problem) => Err(PageError::bad_request(unreadable(problem.body_text()))),
        }
    }
}

/// What is wrong stands there in English, in which axum says it.
fn unreadable(problem: String) -> Sentence {
    Sentence::from(move |say: Words| say.error_unreadable(&problem))
}

/// The query of an address.
pub struct QueryData<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for QueryData<T> {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(data)) => Ok(Self(data)),
            Err(problem) => Err(PageError::bad_request(unreadable(problem.body_text()))),
        }
    }
}

/// The JSON body of an API call.
pub struct JsonData<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonData<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        let request = read_whole(request, state, &[br"\u0000"]).await?;
        match Json::<T>::from_request(request, state).await {
            Ok(Json(data)) => Ok(Self(data)),
            Err(problem) => {
                Err(PageError::bad_request(Sentence::for_programs(problem.body_text())))
            }
        }
    }
}

/// The request with its body in memory. A zero byte, in any of the forms in
/// which it is written here, is refused: PostgreSQL's texts cannot hold one.
async fn read_whole<S: Send + Sync>(
    request: Request,
    state: &S,
    zeros: &[&[u8]],
) -> Result<Request, PageError> {
    let (parts, body) = request.into_parts();
    let bytes = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await;
    let bytes = bytes.map_err(|problem| match problem.status() {
        StatusCode::PAYLOAD_TOO_LARGE => PageError::too_large(Words::error_too_large),
        _ => PageError::bad_request(Words::error_not_whole),
    })?;
    let holds = |zero: &&[u8]| bytes.windows(zero.len()).any(|part| part == *zero);
    if zeros.iter().any(holds) {
        return Err(PageError::bad_request(Words::error_zero_byte));
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}
