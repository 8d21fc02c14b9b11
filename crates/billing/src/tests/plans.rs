use vocab::{Benefit, Money};

use super::support::{new_plan, on_both};
use crate::{BillingError, NewPlan, PlanProblem};

#[test]
fn offers_are_what_the_page_says() {
    on_both(async |paper| {
        let offers = paper.billing.offers();
        let lines: Vec<_> = offers
            .plans
            .iter()
            .map(|plan| {
                let month = plan.per_month.map(Money::label).unwrap();
                let term = words::Words::of(words::Language::English).term(plan.count, plan.unit);
                format!("{} {}, {term}, {month}/month", plan.name, plan.price.label())
            })
            .collect();
        assert_eq!(
            lines,
            [
                "Smart Quarterly ₹900, 3 months, ₹300/month",
                "Smart Essential ₹2,700, 1 year, ₹225/month",
                "Super Saver ₹3,900, 2 years, ₹162/month",
            ]
        );
        assert_eq!(offers.included[0], Benefit::Unlimited);
        assert!(offers.included.contains(&Benefit::Partner("the-lighthouse".to_owned())));
        assert_eq!(offers.included.len(), 8);
        let recommended: Vec<_> = offers.plans.iter().map(|plan| plan.recommended).collect();
        assert_eq!(recommended, [false, true, false]);
    });
}

#[test]
fn plans_change_version_by_version_and_each_change_is_told() {
    on_both(async |paper| {
        let billing = &paper.billing;
        let slugs =
            || billing.offers().plans.iter().map(|plan| plan.slug.clone()).collect::<Vec<_>>();
        billing.move_plan("super-saver", true, "command").await.unwrap();
        assert_eq!(slugs(), ["smart-quarterly", "super-saver", "smart-essential"]);
        billing.move_plan("smart-quarterly", true, "command").await.unwrap();
        billing.set_on_sale("super-saver", false, "command").await.unwrap();
        assert_eq!(slugs(), ["smart-quarterly", "smart-essential"]);
        let edited = new_plan("super-saver", "Super Saver", 400_000, "2y");
        billing.edit_plan(edited.clone(), "command").await.unwrap();
        assert_eq!(slugs().len(), 2, "editing what is withdrawn does not sell it");
        billing.set_on_sale("super-saver", true, "command").await.unwrap();
        assert_eq!(billing.offers().plans[1].price.minor, 400_000);
        let entries = store::audit::list_entries(&paper.db, i64::MAX, 3).await.unwrap();
        let deeds: Vec<_> = entries.iter().map(|entry| &*entry.action).collect();
        assert_eq!(deeds, ["plan.put_back", "plan.edit", "plan.withdraw"]);
        let taken = billing.put_on_sale(edited, "command").await;
        assert!(matches!(taken, Err(BillingError::Plan(PlanProblem::SlugTaken))));
    });
}

#[test]
fn impossible_plans_are_refused_by_field() {
    let good = new_plan("gift", "Gift", 10_000, "1m");
    let inr = vocab::Currency::INR;
    assert_eq!(good.check(inr), Ok(()));
    let price = |minor| Money::new(minor, inr);
    for (plan, problem) in [
        (NewPlan { slug: "Gift".to_owned(), ..good.clone() }, PlanProblem::Slug),
        (NewPlan { slug: String::new(), ..good.clone() }, PlanProblem::Slug),
        (NewPlan { name: " ".to_owned(), ..good.clone() }, PlanProblem::Name),
        (NewPlan { price: price(0), ..good.clone() }, PlanProblem::Price),
        (NewPlan { price: price(-100), ..good.clone() }, PlanProblem::Price),
        (NewPlan { price: price(i64::MAX), ..good.clone() }, PlanProblem::Price),
        (
            NewPlan { price: Money::new(100, "USD".parse().unwrap()), ..good.clone() },
            PlanProblem::Currency,
        ),
        (NewPlan { benefits: vocab::BenefitSet::default(), ..good.clone() }, PlanProblem::Benefits),
    ] {
        assert_eq!(plan.check(inr), Err(problem), "{plan:?}");
    }
}

#[test]
fn benefits_are_cached_and_forgotten_by_the_feed() {
    on_both(async |paper| {
        let reader = paper.make_reader("known@demo.test").await;
        assert!(!paper.reads_premium(reader).await);
        // Another node settles; this one hears of it by the feed.
        let mut feed = store::feed::Reader::at_end(&paper.db).await.unwrap();
        let payment = paper.begin("known@demo.test", "smart-quarterly").await;
        paper.choose(&payment, gateways::PayOutcome::Success).await;
        let status = paper
            .billing
            .look_up(paper.open_checkout("known@demo.test").await.attempt)
            .await
            .unwrap();
        let attempt = paper.open_checkout("known@demo.test").await.attempt;
        let node = paper.second_node().await;
        node.settle(attempt, &status).await.unwrap();
        assert!(!paper.reads_premium(reader).await, "cached");
        for change in feed.poll().await.unwrap() {
            paper.billing.forget(&change);
        }
        assert!(paper.reads_premium(reader).await);
        assert!(paper.billing.holding_of(reader).await.unwrap().benefits.holds(&Benefit::AdFree));
    });
}
