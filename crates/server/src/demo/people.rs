use std::str::FromStr;

use billing::{DemoCourse, DemoGrant, NewPlan};
use readers::NewReader;
use terms::{IndianState, Term, TermUnit};
use vocab::{BenefitSet, Money, ReaderId};
use web::{Role, RoleSet};

use super::{PASSWORD, hours_ago};
use crate::Paper;

/// The cast: address, name, role at the desk.
const CAST: [(&str, &str, Option<Role>); 14] = [
    ("registered", "Ritu Registered", None),
    ("subscriber", "Sunil Subscriber", None),
    ("cancelling", "Chandra Cancelling", None),
    ("past-due", "Padma Past-Due", None),
    ("on-hold", "Omkar On-Hold", None),
    ("lapsed", "Leela Lapsed", None),
    ("expired", "Esha Expired", None),
    ("owner", "Omana Owner", Some(Role::Owner)),
    ("editor", "Eshan Editor", Some(Role::Editor)),
    ("author", "Asha Author", Some(Role::Author)),
    ("circulation", "Chitra Circulation", Some(Role::Circulation)),
    ("finance", "Firoz Finance", Some(Role::Finance)),
    ("support", "Sana Support", Some(Role::Support)),
    ("ads", "Arjun Ads", Some(Role::Ads)),
];

/// The page's three plans: slug, name, rupees, months.
const PLANS: [(&str, &str, i64, u16); 3] = [
    ("smart-quarterly", "Smart Quarterly", 900, 3),
    ("smart-essential", "Smart Essential", 2_700, 12),
    ("super-saver", "Super Saver", 3_900, 24),
];

/// Who bought which plan how many days ago, and what became of it. A quarter
/// has 89 to 92 days, grace after a declined renewal 7, the hold after that 30.
const SUBSCRIPTIONS: [(&str, &str, i64, DemoCourse); 6] = [
    ("expired", "smart-quarterly", 145, DemoCourse::Declined),
    ("lapsed", "smart-quarterly", 130, DemoCourse::Lapsed),
    ("on-hold", "smart-quarterly", 110, DemoCourse::Declined),
    ("past-due", "smart-quarterly", 93, DemoCourse::Declined),
    ("subscriber", "smart-essential", 40, DemoCourse::Runs),
    ("cancelling", "smart-quarterly", 20, DemoCourse::Cancelled),
];

const BENEFITS: &str =
    "unlimited premium epaper newsletters smart-investor archive ad-free partner:the-long-view";

pub(super) async fn fill(paper: &Paper) -> anyhow::Result<()> {
    // One hash for all: they share their password, and the start should be quick.
    let hash = paper.readers.passwords().hash(PASSWORD).await;
    let hash = hash.map_err(|error| anyhow::anyhow!(error.sentence.in_english()))?;
    for (address, name, role) in CAST {
        let roles: RoleSet = role.into_iter().collect();
        let new = NewReader {
            id: ReaderId::fresh(&paper.ambient),
            email: &format!("{address}@demo.test"),
            name,
            password_hash: Some(&hash),
            roles: &roles,
            verified: true,
        };
        readers::insert_reader(&paper.db, &new, paper.ambient.now()).await?;
    }
    let currency = paper.checked.currency;
    for (slug, name, rupees, months) in PLANS {
        let term = if months % 12 == 0 {
            Term::new(TermUnit::Year, months / 12)
        } else {
            Term::new(TermUnit::Month, months)
        };
        let plan = NewPlan {
            slug: slug.to_owned(),
            name: name.to_owned(),
            price: Money::new(rupees * 100, currency),
            term: term.ok_or_else(|| anyhow::anyhow!("plan {slug} has no term"))?,
            benefits: BenefitSet::from_str(BENEFITS)?,
        };
        paper.billing.put_on_sale(plan, "command").await?;
    }
    // In the order in which they happened, so that invoices are numbered by date.
    for (address, plan, days, course) in SUBSCRIPTIONS {
        grant(paper, address, plan, days * 24, course).await?;
    }
    Ok(())
}

async fn grant(
    paper: &Paper,
    address: &str,
    plan: &str,
    hours: i64,
    course: DemoCourse,
) -> anyhow::Result<()> {
    let reader = readers::find_reader_by_email(&paper.db, &format!("{address}@demo.test")).await?;
    let reader = reader.ok_or_else(|| anyhow::anyhow!("{address} is not among the cast"))?;
    let grant = DemoGrant {
        reader: reader.id,
        plan: plan.to_owned(),
        state: IndianState::from_str("MH")?,
        begun_at: hours_ago(paper.ambient.now(), hours),
        course,
    };
    Ok(paper.billing.grant_for_demo(&grant).await?)
}
