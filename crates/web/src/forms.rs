use axum::{
    Form, Json,
    extract::{FromRequest, FromRequestParts, Query, Request, rejection::FormRejection},
};
use http::{StatusCode, request::Parts};
use serde::de::DeserializeOwned;

use crate::PageError;

/// A form of a page. What does not fit is answered with a sentence.
pub struct FormData<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for FormData<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        match Form::<T>::from_request(request, state).await {
            Ok(Form(data)) => Ok(Self(data)),
            Err(FormRejection::BytesRejection(problem))
                if problem.status() == StatusCode::PAYLOAD_TOO_LARGE =>
            {
                Err(PageError::too_large("This form is larger than we accept."))
            }
            Err(problem) => Err(PageError::bad_request(format!(
                "The form could not be read: {}.",
                problem.body_text()
            ))),
        }
    }
}

/// The query of an address.
pub struct QueryData<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for QueryData<T> {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(data)) => Ok(Self(data)),
            Err(problem) => Err(PageError::bad_request(format!(
                "The address could not be read: {}.",
                problem.body_text()
            ))),
        }
    }
}

/// The JSON body of an API call.
pub struct JsonData<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonData<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(data)) => Ok(Self(data)),
            Err(problem) => Err(PageError::bad_request(problem.body_text())),
        }
    }
}
