use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::StatusCode;
use serde::Deserialize;
use vocab::ReaderId;
use web::{Frame, PageError, QueryData, Visitor, page_response};

use super::{
    Gift,
    pages::{GiftPage, GiftsPage},
    queries,
};
use crate::{LinkId, Paywall, broken};

/// More than a year's, where the configuration is an ordinary one.
const GIFTS_MAX: u32 = 200;
const PATH: &str = "/account/gifts";

pub(crate) fn router(paywall: Paywall) -> Router {
    Router::new()
        .route("/account/gifts", get(list))
        .route("/account/gifts/{id}", get(show))
        .route("/account/gifts/{id}/revocation", post(revoke))
        .with_state(paywall)
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    revoked: String,
}

/// All that a giver gave.
async fn list(
    State(paywall): State<Paywall>,
    visitor: Visitor,
    QueryData(done): QueryData<Done>,
) -> Result<Response, PageError> {
    let giver = visitor.require_reader(PATH)?.reader;
    let say = visitor.words();
    let page = GiftsPage {
        frame: Frame::private(&paywall.site, &visitor, say.gifts(), PATH),
        gifts: queries::list(&paywall.db, giver, GIFTS_MAX).await.map_err(broken)?,
        may_give: paywall.gifts.allow(&visitor.holding),
        per_month: paywall.gifts.per_month,
        left: paywall.gifts_left(giver).await.map_err(broken)?,
        now: paywall.ambient.now(),
        revoked: !done.revoked.is_empty(),
    };
    page_response(StatusCode::OK, &page)
}

/// One gift with its link, to copy and to send.
async fn show(
    State(paywall): State<Paywall>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let path = format!("{PATH}/{id}");
    let giver = visitor.require_reader(&path)?.reader;
    let gift = paywall.gift_of(giver, &id).await?;
    let address = paywall.gift_address(&gift);
    let say = visitor.words();
    let page = GiftPage {
        frame: Frame::private(&paywall.site, &visitor, say.gift_title(), &path),
        mail: web::mail_to(&gift.headline, &say.gift_mail(&address)),
        left: paywall.gifts_left(giver).await.map_err(broken)?,
        now: paywall.ambient.now(),
        address,
        gift,
    };
    page_response(StatusCode::OK, &page)
}

/// Takes a gift back: its link opens nothing from the next request on, on every node.
async fn revoke(
    State(paywall): State<Paywall>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let giver = visitor.require_reader(PATH)?.reader;
    let gift = paywall.gift_of(giver, &id).await?;
    let now = paywall.ambient.now();
    queries::revoke(&paywall.db, gift.id, giver, now).await.map_err(broken)?;
    Ok(Redirect::to(&format!("{PATH}?revoked=1")).into_response())
}

impl Paywall {
    /// The giver's own gift of this number; anybody else's is not there.
    async fn gift_of(&self, giver: ReaderId, id: &str) -> Result<Gift, PageError> {
        let id: LinkId = id.parse().map_err(|_| PageError::not_found())?;
        let gift = queries::find(&self.db, id, giver).await.map_err(broken)?;
        gift.ok_or_else(PageError::not_found)
    }

    /// The giver's gift of this number, for those who have just made it.
    pub async fn find_gift(&self, giver: ReaderId, id: LinkId) -> store::Result<Option<Gift>> {
        queries::find(&self.db, id, giver).await
    }
}
