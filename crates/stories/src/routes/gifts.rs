//! Giving a story away. What a gift is, and to whom it opens, `paywall` knows.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::Method;
use paywall::{GivenStory, LinkId, NoGift, Reading};
use vocab::ReaderId;
use web::{FormData, PageError, SafePath, Visitor};
use words::Words;

use super::{broken, saved::StoryForm};
use crate::{Headline, Stories};

/// Makes the gift, or finds that it is made, and leads to its link.
pub(super) async fn give(
    State(stories): State<Stories>,
    visitor: Visitor,
    FormData(form): FormData<StoryForm>,
) -> Result<Response, PageError> {
    let path = SafePath::parse(&form.story);
    let giver = visitor.require_reader(path.as_str())?.reader;
    let story = stories.headline_of(path.as_str()).await?.ok_or_else(PageError::not_found)?;
    let gift = stories.give(&visitor, giver, &story).await?;
    Ok(Redirect::to(&format!("/account/gifts/{gift}")).into_response())
}

impl Stories {
    /// Gives `story`, if its giver may and the month has a gift left.
    pub(crate) async fn give(
        &self,
        visitor: &Visitor,
        giver: ReaderId,
        story: &Headline,
    ) -> Result<LinkId, PageError> {
        let reading = Reading::of(visitor, &Method::GET);
        self.paywall.may_give(story, story.number, &reading).map_err(|no| match no {
            NoGift::NotAGiver => PageError::forbidden(Words::gift_not_a_giver),
            NoGift::NeedsNone => PageError::conflict(Words::gift_needs_none),
            NoGift::Closed => PageError::forbidden(Words::gift_closed),
        })?;
        let path = story.path();
        let given = GivenStory { number: story.number, path: &path, headline: &story.headline };
        let per_month = self.paywall.gift_rules().per_month;
        self.paywall
            .give(giver, given)
            .await
            .map_err(broken)?
            .ok_or_else(|| PageError::conflict(move |say: Words| say.gift_used_up(per_month)))
    }
}
