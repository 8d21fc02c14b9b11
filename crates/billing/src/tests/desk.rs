use http::StatusCode;
use readers::set_roles;

use super::{
    browser::TestBrowser,
    support::{Paper, on_both},
};

pub(super) async fn staff(paper: &Paper, role: &str) -> TestBrowser {
    let email = format!("{role}@demo.test");
    let id = paper.make_reader(&email).await;
    set_roles(&paper.db, id, &role.parse().unwrap()).await.unwrap();
    let mut browser = TestBrowser::default();
    browser.log_in(paper, &email).await;
    browser
}

#[test]
fn roles_open_what_they_should() {
    on_both(async |paper| {
        let reader = paper.buy("new@demo.test", "smart-quarterly").await;
        let id = paper.running(reader).await.unwrap().id;
        let one = format!("/desk/subscriptions/{id}");
        let cancel = format!("{one}/cancellation");
        for (role, sees, changes) in [
            ("owner", true, true),
            ("circulation", true, true),
            ("finance", true, true),
            ("support", true, false),
            ("editor", false, false),
            ("ads", false, false),
        ] {
            let mut browser = staff(&paper, role).await;
            let expected = |may| if may { StatusCode::OK } else { StatusCode::FORBIDDEN };
            assert_eq!(
                browser.get(&paper, "/desk/subscriptions").await.status,
                expected(sees),
                "{role}"
            );
            assert_eq!(browser.get(&paper, &one).await.status, expected(sees), "{role}");
            assert_eq!(
                browser.get(&paper, "/desk/plans").await.status,
                expected(changes),
                "{role}"
            );
            let expected = if changes { StatusCode::SEE_OTHER } else { StatusCode::FORBIDDEN };
            assert_eq!(browser.post(&paper, &cancel, "").await.status, expected, "{role}");
            assert_eq!(
                browser
                    .post(&paper, "/desk/plans/super-saver/position", "direction=up")
                    .await
                    .status,
                expected
            );
        }
        let mut stranger = TestBrowser::default();
        assert_eq!(stranger.get(&paper, "/desk/plans").await.status, StatusCode::SEE_OTHER);
        stranger.log_in(&paper, "new@demo.test").await;
        assert_eq!(stranger.get(&paper, "/desk/plans").await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn the_desk_lists_filters_cancels_and_is_logged() {
    on_both(async |paper| {
        let reader = paper.buy("new@demo.test", "smart-quarterly").await;
        paper.begin("other@demo.test", "super-saver").await;
        let mut browser = staff(&paper, "circulation").await;
        let all = browser.get(&paper, "/desk/subscriptions").await.text;
        assert!(all.contains("Smart Quarterly") && all.contains("Super Saver"), "{all}");
        let active = browser.get(&paper, "/desk/subscriptions?status=active").await.text;
        assert!(active.contains("new@demo.test") && !active.contains("Super Saver"), "{active}");
        let own = browser.get(&paper, &format!("/desk/subscriptions?reader={reader}")).await.text;
        assert!(own.contains("Smart Quarterly") && !own.contains("Super Saver"), "{own}");
        assert_eq!(
            browser.get(&paper, "/desk/subscriptions?status=no").await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let id = paper.running(reader).await.unwrap().id;
        let one = format!("/desk/subscriptions/{id}");
        let page = browser.get(&paper, &one).await.text;
        for part in
            ["26-27/0000001", "₹762.71", "IGST ₹137.29", "₹900.00", "captured", "Maharashtra"]
        {
            assert!(page.contains(part), "{part} in {page}");
        }
        browser.post(&paper, &format!("{one}/cancellation"), "").await;
        assert!(paper.running(reader).await.unwrap().cancels_at.is_some());
        browser.post(&paper, &format!("{one}/cancellation/withdraw"), "").await;
        assert!(paper.running(reader).await.unwrap().cancels_at.is_none());
        let entries = store::audit::list_entries(&paper.db, i64::MAX, 2).await.unwrap();
        assert_eq!(entries[0].action, "subscription.cancel.withdraw");
        assert_eq!(entries[1].subject, id.to_string());
    });
}

#[test]
fn plans_are_added_edited_and_refused_at_the_desk() {
    on_both(async |paper| {
        let mut browser = staff(&paper, "finance").await;
        let form = "slug=monthly&name=Monthly&price=350&term=1m&benefits=unlimited+premium";
        assert_eq!(browser.post(&paper, "/desk/plans", form).await.location(), "/desk/plans");
        assert_eq!(paper.billing.offers().plans[3].price.minor, 35_000);
        for (wrong, field) in [
            (form.to_owned(), "Short name:"),
            (form.replace("price=350", "price=-1"), "Price:"),
            (form.replace("price=350", "price=1e18"), "Price:"),
            (form.replace("term=1m", "term=0m"), "Term:"),
            (form.replace("term=1m", "term=1w"), "Term:"),
            (form.replace("premium", "world-peace"), "Benefits:"),
            (form.replace("Monthly", ""), "Name:"),
        ] {
            let page = browser.post(&paper, "/desk/plans", &wrong).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(page.text.contains(field), "{field} in {}", page.text);
        }
        let edit = "slug=other&name=Monthly+Plus&price=400.50&term=1m&benefits=unlimited";
        browser.post(&paper, "/desk/plans/monthly", edit).await;
        let offers = paper.billing.offers();
        assert_eq!((&*offers.plans[3].slug, offers.plans[3].price.minor), ("monthly", 40_050));
        assert!(browser.get(&paper, "/desk/plans/monthly").await.text.contains("400.50"));
        browser.post(&paper, "/desk/plans/monthly/withdrawal", "").await;
        assert_eq!(paper.billing.offers().plans.len(), 3);
        browser.post(&paper, "/desk/plans/monthly/withdrawal/withdraw", "").await;
        assert_eq!(paper.billing.offers().plans.len(), 4);
        assert_eq!(browser.get(&paper, "/desk/plans/nothing").await.status, StatusCode::NOT_FOUND);
    });
}
