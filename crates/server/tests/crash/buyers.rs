//! Clients who subscribe while the server dies under them, and what they know.

use std::sync::{Arc, Mutex};

use http::StatusCode;
use testkit::{Browser, Reply, SeededRandom};

const PLANS: [&str; 3] = ["smart-quarterly", "smart-essential", "super-saver"];
const STATES: [&str; 3] = ["DL", "MH", "KA"];

/// What the buyer does on the gateway's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    Success,
    ChallengePass,
    Pending,
    SilentSuccess,
    Decline,
}

impl Choice {
    fn any(random: &SeededRandom) -> Self {
        match random.next_number() % 10 {
            0 => Self::ChallengePass,
            1 => Self::Pending,
            2 => Self::SilentSuccess,
            3 => Self::Decline,
            _ => Self::Success,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::ChallengePass => "challenge-pass",
            Self::Pending => "pending",
            Self::SilentSuccess => "silent-success",
            Self::Decline => "decline",
        }
    }
}

/// How far a buyer came, as the answers said.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    Fresh,
    /// On the gateway's page.
    Page(String),
    /// The choice is made; the way back.
    Chosen(String),
    /// Logged in.
    Home,
    Over,
}

/// What the server has acknowledged to one buyer.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) email: String,
    pub(crate) choice: Choice,
    /// Whether a checkout was ever answered.
    pub(crate) begun: bool,
    /// Whether the choice was answered: for all but a decline, it is paid.
    pub(crate) chosen: bool,
    /// Whether a session was begun, and the account showed benefits.
    pub(crate) logged_in: bool,
    pub(crate) cancelled: bool,
}

/// A client with a fresh address.
pub(crate) struct Buyer {
    pub(crate) browser: Browser,
    plan: &'static str,
    state: &'static str,
    cancels: bool,
    stage: Mutex<Stage>,
    facts: Mutex<Facts>,
}

impl Buyer {
    pub(crate) fn new(browser: Browser, number: u64, random: &SeededRandom) -> Arc<Self> {
        let pick = |list: [&'static str; 3]| list[(random.next_number() % 3) as usize];
        let facts = Facts {
            email: format!("buyer-{number}@crash.test"),
            choice: Choice::any(random),
            begun: false,
            chosen: false,
            logged_in: false,
            cancelled: false,
        };
        Arc::new(Self {
            browser,
            plan: pick(PLANS),
            state: pick(STATES),
            cancels: random.next_number().is_multiple_of(6),
            stage: Mutex::new(Stage::Fresh),
            facts: Mutex::new(facts),
        })
    }

    pub(crate) fn facts(&self) -> Facts {
        self.facts.lock().expect("the log").clone()
    }

    pub(crate) fn is_over(&self) -> bool {
        *self.stage.lock().expect("the stage") == Stage::Over
    }

    fn note(&self, note: impl FnOnce(&mut Facts)) {
        note(&mut self.facts.lock().expect("the log"));
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Reply, String> {
        let origin = self.browser.base().to_owned();
        self.browser.try_send(self.browser.form(path, fields, &[("origin", &origin)])).await
    }

    async fn get(&self, path: &str) -> Result<Reply, String> {
        let request = self.browser.request(http::Method::GET, path, &[]);
        self.browser.try_send(request.body(axum::body::Body::empty()).expect("a request")).await
    }

    /// Goes on from where it stands, until it is over or the server dies. Where
    /// the paper's clock is not `steady`, log-ins may expire on the way.
    pub(crate) async fn go_on(&self, steady: bool) -> Result<(), String> {
        loop {
            let stage = self.stage.lock().expect("the stage").clone();
            let next = match &stage {
                Stage::Fresh => self.begin().await?,
                Stage::Page(path) => self.choose(path).await?,
                Stage::Chosen(path) => self.come_back(path).await?,
                Stage::Home => self.look_around(steady).await?,
                Stage::Over => return Ok(()),
            };
            *self.stage.lock().expect("the stage") = next;
        }
    }

    async fn begin(&self) -> Result<Stage, String> {
        let email = self.facts().email;
        let fields = [
            ("plan", self.plan),
            ("state", self.state),
            ("renewal_consent", "yes"),
            ("email", &email),
        ];
        let reply = self.post("/checkout", &fields).await?;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{email}: {}", reply.text());
        self.note(|facts| facts.begun = true);
        Ok(Stage::Page(reply.location()))
    }

    async fn choose(&self, path: &str) -> Result<Stage, String> {
        let choice = self.facts().choice;
        if choice == Choice::ChallengePass {
            let asked = self.post(path, &[("outcome", "challenge")]).await?;
            assert!(asked.status == StatusCode::OK || asked.status == StatusCode::SEE_OTHER);
        }
        let reply = self.post(path, &[("outcome", choice.word())]).await?;
        if reply.text().contains("This payment is over.") {
            // The clock moved past its deadline; nothing was paid.
            return Ok(Stage::Over);
        }
        if choice == Choice::SilentSuccess && reply.status == StatusCode::OK {
            assert!(reply.text().contains("Paid. This browser does not return"));
            self.note(|facts| facts.chosen = true);
            return Ok(Stage::Over);
        }
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
        self.note(|facts| facts.chosen = true);
        Ok(Stage::Chosen(reply.location()))
    }

    async fn come_back(&self, path: &str) -> Result<Stage, String> {
        let reply = self.get(path).await?;
        assert!(!reply.status.is_server_error(), "{path}: {}", reply.text());
        let paid = reply.status == StatusCode::SEE_OTHER;
        assert!(!paid || self.facts().choice != Choice::Decline, "a decline is no payment");
        // Where the first return's answer was lost in the crash, the way in is in the mail.
        if !paid || self.browser.cookie("masthead_session").is_none() {
            return Ok(Stage::Over);
        }
        self.note(|facts| facts.logged_in = true);
        Ok(Stage::Home)
    }

    async fn look_around(&self, steady: bool) -> Result<Stage, String> {
        if steady {
            self.check_account().await?;
        }
        if self.cancels {
            let reply = self.post("/account/subscription/cancellation", &[]).await?;
            let cancelled = reply.location() == "/account";
            assert!(cancelled || !steady, "{} {}", reply.status, reply.text());
            self.note(|facts| facts.cancelled = cancelled);
        }
        Ok(Stage::Over)
    }

    /// What was acknowledged to this session is still so: the account and its benefits.
    pub(crate) async fn check_account(&self) -> Result<(), String> {
        let (email, me) = (self.facts().email, self.get("/api/v1/me").await?.json());
        assert_eq!(me["reader"]["email"], *email, "the session of {email} is gone: {me}");
        let benefits = me["benefits"].as_array().expect("benefits");
        assert!(!benefits.is_empty(), "{email} has paid and gets nothing: {me}");
        Ok(())
    }
}
