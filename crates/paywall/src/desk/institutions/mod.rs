//! Staff's pages: institutions, what they are known by, and what they used.

mod codes;
mod form;
mod grounds;
mod list;
mod report;
mod show;
mod standing;

use axum::{
    Router,
    routing::{get, post},
};
use store::{
    Tx,
    audit::{self, Deed},
    feed,
};
use web::{PageError, Role, Staff};
use words::Words;

use super::{broken, month_label};
use crate::{
    Paywall,
    institutions::{Agreement, Standing, TOPIC, queries},
};

const PATH: &str = "/desk/institutions";
const KEEPERS: &[Role] = &[Role::Circulation];

pub(super) fn router(paywall: Paywall) -> Router {
    Router::new()
        .route("/desk/institutions", get(list::show).post(list::add))
        .route("/desk/institutions/{slug}", get(show::show).post(show::change))
        .route("/desk/institutions/{slug}/pause", post(standing::pause))
        .route("/desk/institutions/{slug}/pause/withdraw", post(standing::resume))
        .route("/desk/institutions/{slug}/end", post(standing::end))
        .route("/desk/institutions/{slug}/networks", post(grounds::add_networks))
        .route("/desk/institutions/{slug}/networks/remove", post(grounds::remove_network))
        .route("/desk/institutions/{slug}/domains", post(grounds::add_domain))
        .route("/desk/institutions/{slug}/domains/remove", post(grounds::remove_domain))
        .route("/desk/institutions/{slug}/codes", post(codes::add))
        .route("/desk/institutions/{slug}/codes/{id}/revocation", post(codes::revoke))
        .route("/desk/institutions/{slug}/usage.csv", get(report::download))
        .with_state(paywall)
}

/// The page of one of them.
fn path_of(slug: &str) -> String {
    format!("{PATH}/{slug}")
}

/// What people call where an agreement stands.
fn say_standing(standing: Standing, say: Words) -> String {
    match standing {
        Standing::ToCome => say.desk_institution_to_come(),
        Standing::Running => say.desk_institution_running(),
        Standing::Paused => say.desk_institution_paused(),
        Standing::Over => say.desk_institution_over(),
        Standing::Ended => say.desk_institution_ended(),
    }
}

impl Paywall {
    /// A transaction in which nobody else changes institutions, and the one of `slug` in it.
    async fn hold_institution(&self, slug: &str) -> Result<(Tx, Agreement), PageError> {
        let mut tx = self.db.begin().await.map_err(broken)?;
        queries::hold(&mut tx).await.map_err(broken)?;
        let found = queries::find(&mut tx, slug).await.map_err(broken)?;
        let found = found.ok_or_else(PageError::not_found)?;
        if found.ended_at.is_some() {
            return Err(PageError::conflict(Words::desk_institution_has_ended));
        }
        Ok((tx, found))
    }

    /// Logs what was done to an institution, tells all nodes, commits, and makes it so on
    /// this one.
    async fn finish_institution(
        &self,
        mut tx: Tx,
        staff: &Staff,
        action: &str,
        (slug, detail): (&str, &str),
    ) -> Result<(), PageError> {
        let (now, actor) = (self.ambient.now(), staff.actor());
        let deed = Deed { actor: &actor, action, subject: slug, detail };
        audit::record(&mut tx, deed, now).await.map_err(broken)?;
        feed::announce(&mut tx, TOPIC, slug, now).await.map_err(broken)?;
        tx.commit().await.map_err(broken)?;
        self.load_institutions().await.map_err(broken)
    }
}
