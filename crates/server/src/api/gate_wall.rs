use std::sync::Arc;

use askama::Template;
use meter::WallReason;
use outside::Origin;
use paywall::Ruling;
use vocab::Offers;
use web::{Frame, PageError, SafePath, Visitor};

use crate::Paper;

/// The wall before somebody else's page. There is no field that could hold one.
#[derive(Template)]
#[template(path = "gate_wall.html")]
struct GateWall {
    frame: Frame,
    reason: WallReason,
    limit: u32,
    registered_limit: u32,
    benefit: String,
    offers: Arc<Offers>,
    /// The page itself.
    address: SafePath,
    /// The paper's address, where the page lies on another host.
    paper: String,
    /// `?next=…`, where the paper lies on the same host and can lead back.
    next: String,
}

impl GateWall {
    fn checkout(&self, plan: &str) -> String {
        let next = self.next.replace('?', "&");
        format!("{}/checkout?plan={plan}{next}", self.paper)
    }

    fn registering_helps(&self) -> bool {
        self.reason == WallReason::Limit
            && !self.frame.signed_in
            && self.registered_limit > self.limit
    }
}

/// The wall as HTML.
pub(super) fn render_wall(
    paper: &Paper,
    origin: &Origin,
    address: &SafePath,
    visitor: &Visitor,
    reason: WallReason,
    ruling: &Ruling,
) -> Result<String, PageError> {
    let say = visitor.words();
    let meter = ruling.meter();
    let own_limit = if visitor.is_signed_in() { meter.registered_limit } else { meter.free_limit };
    let limit = ruling.decision.count().map_or(own_limit, |count| count.limit);
    let is_own_host = origin.url == paper.site.config().url;
    let path = address.as_str().split('?').next().unwrap_or("/");
    let title = match reason {
        WallReason::Limit => say.wall_limit(limit),
        WallReason::Premium => say.wall_premium(),
        WallReason::Register => say.wall_register(),
        WallReason::Benefit => say.wall_benefit(),
        WallReason::Newcomer => say.wall_newcomer(),
    };
    let page = GateWall {
        frame: Frame { listed: false, ..Frame::new(&paper.site, visitor.variant(), title, path) },
        reason,
        limit,
        registered_limit: meter.registered_limit,
        benefit: ruling
            .asked_benefit()
            .map_or_else(String::new, |benefit| say.benefit_name(benefit)),
        offers: paper.billing.offers(),
        address: address.clone(),
        paper: if is_own_host { String::new() } else { paper.site.config().url.clone() },
        next: if is_own_host { format!("?next={}", address.encoded()) } else { String::new() },
    };
    Ok(page.render()?)
}
