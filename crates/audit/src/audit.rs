//! What the rows work with: the paper, its stories, the visitors in their states.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use vocab::Access;

use crate::{
    Line, LogIn, Outcome, Plan, Planted, Report,
    browser::Browser,
    leak::{Canary, Leak, lines_of_html},
    outcome::{Stop, failed, require, skipped},
    rows::{self, Row},
    wire::{Reply, Wire, WireError},
};

/// Why an audit does not begin.
#[derive(Debug, thiserror::Error)]
pub enum AuditProblem {
    /// The paper does not answer.
    #[error("{0} does not answer: {1}")]
    NoAnswer(String, WireError),
    /// There is no paper at the address.
    #[error("{0} is no paper: GET /api/v1/stories answers {1}, so its stories are not known")]
    NoPaper(String, u16),
    /// A log-in does not work.
    #[error("{0} cannot log in: {1}")]
    NoLogIn(String, String),
}

/// A story that the rows try.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) access: Access,
    pub(crate) canaries: Vec<Canary>,
    /// The locked lines, where they are known.
    pub(crate) lines: Vec<String>,
    /// What anybody may read.
    pub(crate) public: String,
}

/// Devices that are proven before the first row, so that a network's allowance
/// which row 1 uses up stops no other row.
const DEVICES: usize = 14;
/// How many pages of the list of stories are read.
const PAGES_MAX: usize = 5;
/// How many opened stories fill any meter.
const LIMIT_MAX: usize = 60;

/// A running audit.
pub struct Audit {
    pub(crate) wire: Wire,
    pub(crate) origin: String,
    pub(crate) leak: Leak,
    pub(crate) planted: Planted,
    log_in: Option<LogIn>,
    /// The stories that are tried, one at least of each closed level that the paper has.
    pub(crate) targets: Vec<Story>,
    /// Metered stories, for counting.
    pub(crate) metered: Vec<Story>,
    /// Every story that is listed.
    pub(crate) listed: Vec<Story>,
    pub(crate) subscriber: Option<Browser>,
    pub(crate) registered: Option<Browser>,
    pub(crate) lapsed: Option<Browser>,
    /// A device that has read all it may.
    pub(crate) at_limit: Option<Browser>,
    /// What it read.
    pub(crate) opened: Vec<String>,
    /// The limit of a device.
    pub(crate) limit: Option<u32>,
    devices: Mutex<VecDeque<Browser>>,
    rows: Vec<u8>,
    pub(crate) remarks: Vec<String>,
}

/// Somebody before a story that is closed to them.
pub(crate) struct Door<'a> {
    pub(crate) who: &'static str,
    pub(crate) browser: &'a Browser,
    pub(crate) story: &'a Story,
}

impl Audit {
    /// Looks around: stories, log-ins, devices, one at its limit.
    pub async fn begin(plan: Plan) -> Result<Self, AuditProblem> {
        let place = plan.address.origin.clone();
        let origin = plan.origin.unwrap_or_else(|| place.clone());
        let no_answer = |error| AuditProblem::NoAnswer(place.clone(), error);
        let wire = Wire::to(plan.address).await.map_err(no_answer)?;
        let mut audit = Self {
            origin,
            leak: Leak::new(&plan.planted.prefix),
            planted: plan.planted,
            log_in: plan.subscriber,
            targets: Vec::new(),
            metered: Vec::new(),
            listed: Vec::new(),
            subscriber: None,
            registered: None,
            lapsed: None,
            at_limit: None,
            opened: Vec::new(),
            limit: None,
            devices: Mutex::default(),
            rows: plan.rows,
            remarks: Vec::new(),
            wire,
        };
        audit.listed = audit.list_stories(&place).await?;
        let subscriber = audit.log_in.clone();
        audit.subscriber = audit.log_in("the subscriber", subscriber.as_ref()).await?;
        audit.registered = audit.log_in("the registered reader", plan.registered.as_ref()).await?;
        audit.lapsed = audit.log_in("the lapsed reader", plan.lapsed.as_ref()).await?;
        audit.choose_targets().await.map_err(no_answer)?;
        audit.learn();
        audit.prove_devices().await.map_err(no_answer)?;
        audit.fill_a_meter().await.map_err(no_answer)?;
        Ok(audit)
    }

    /// A visitor who has never been here.
    pub(crate) fn stranger(&self) -> Browser {
        Browser::new(&self.wire, &self.origin)
    }

    async fn list_stories(&self, place: &str) -> Result<Vec<Story>, AuditProblem> {
        let browser = self.stranger();
        let mut stories = Vec::new();
        let mut path = "/api/v1/stories?limit=100".to_owned();
        for _ in 0..PAGES_MAX {
            let reply = browser.get(&path).await;
            let reply = reply.map_err(|error| AuditProblem::NoAnswer(place.to_owned(), error))?;
            let list = reply.json();
            let Some(items) = list["items"].as_array() else {
                return Err(AuditProblem::NoPaper(place.to_owned(), reply.status));
            };
            stories.extend(items.iter().filter_map(|item| self.read_item(item)));
            let Some(cursor) = list["next_cursor"].as_str() else { break };
            path = format!("/api/v1/stories?limit=100&cursor={}", crate::wire::escape(cursor));
        }
        Ok(stories)
    }

    fn read_item(&self, item: &serde_json::Value) -> Option<Story> {
        let text = |name: &str| item[name].as_str().unwrap_or("").to_owned();
        let url = text("url");
        // The paper's own address may be another than the one that is asked.
        let path = url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
        let path = path.unwrap_or(&url).to_owned();
        let lead = lines_of_html(&text("lead")).join("\n");
        let public =
            format!("{}\n{}\n{}\n{lead}", text("headline"), text("kicker"), text("standfirst"));
        let access = text("access").parse().ok()?;
        // What asks for a benefit of its own opens by other rules.
        item["required_benefit"].is_null().then_some(Story {
            path,
            id: text("id"),
            access,
            canaries: Vec::new(),
            lines: Vec::new(),
            public,
        })
    }

    /// A browser that is logged in.
    pub(crate) async fn log_in(
        &self,
        who: &str,
        log_in: Option<&LogIn>,
    ) -> Result<Option<Browser>, AuditProblem> {
        let Some(LogIn { email, password }) = log_in else { return Ok(None) };
        let browser = self.stranger();
        let fields = [("email", email.as_str()), ("password", password), ("next", "/account")];
        let refused = |what: String| AuditProblem::NoLogIn(who.to_owned(), what);
        let reply = browser.post("/login", &fields).await;
        let reply = reply.map_err(|error| refused(error.to_string()))?;
        if reply.status != 303 {
            return Err(refused(format!("POST /login answers {}", reply.status)));
        }
        Ok(Some(browser))
    }

    /// Another log-in of the subscriber, for what ends it.
    pub(crate) async fn another_subscriber(&self) -> Result<Option<Browser>, Stop> {
        let again = self.log_in.as_ref();
        self.log_in("the subscriber", again).await.map_err(|error| Stop::Failed(error.to_string()))
    }

    /// What was planted; or the newest stories of each level, as the subscriber reads them.
    async fn choose_targets(&mut self) -> Result<(), WireError> {
        let planted = |story: &crate::PlantedStory| Story {
            path: story.path.clone(),
            id: story.id.clone(),
            access: story.access,
            canaries: story.canaries.clone(),
            lines: story.lines.clone(),
            public: story.public.clone(),
        };
        self.targets = self.planted.stories.iter().map(planted).collect();
        self.metered = self.planted.small.iter().map(planted).collect();
        let known: Vec<String> =
            self.targets.iter().chain(&self.metered).map(|story| story.path.clone()).collect();
        let listed = |access| {
            let of_level =
                move |story: &&Story| story.access == access && !known.contains(&story.path);
            self.listed.iter().filter(of_level).cloned().collect::<Vec<_>>()
        };
        let metered = listed.clone()(Access::Metered);
        if self.targets.is_empty() {
            for access in [Access::Premium, Access::Metered, Access::Registered] {
                for mut story in listed.clone()(access).into_iter().take(2) {
                    self.read_as_subscriber(&mut story).await?;
                    self.targets.push(story);
                }
            }
        }
        let taken: Vec<String> = self.targets.iter().map(|story| story.path.clone()).collect();
        self.metered.extend(metered.into_iter().filter(|story| !taken.contains(&story.path)));
        Ok(())
    }

    async fn read_as_subscriber(&self, story: &mut Story) -> Result<(), WireError> {
        let Some(subscriber) = &self.subscriber else { return Ok(()) };
        let reply = subscriber.get(&format!("/api/v1/stories/{}", story.id)).await?;
        story.lines = lines_of_html(reply.json()["body"].as_str().unwrap_or(""));
        Ok(())
    }

    /// Tells the detector all that is locked.
    fn learn(&mut self) {
        for story in self.targets.iter().chain(&self.metered) {
            story.canaries.iter().for_each(|canary| self.leak.add_canary(&story.path, canary));
        }
        for story in self.planted.hidden.iter().chain(&self.planted.lengths) {
            story.canaries.iter().for_each(|canary| self.leak.add_canary(&story.path, canary));
        }
        for story in &self.targets {
            self.leak.add_text(&story.lines);
        }
        for story in self.targets.iter().chain(&self.listed) {
            self.leak.forgive(&story.public);
        }
        if self.leak.is_blind() {
            self.remarks.push("without a configuration or a subscriber's log-in the locked texts are not known: only what the paper says of itself is looked at".to_owned());
        }
    }

    /// Visits with one new browser after the other, each of which brings its cookie back.
    async fn prove_devices(&mut self) -> Result<(), WireError> {
        let Some(story) = self.metered.first().or_else(|| self.target(Access::Metered)).cloned()
        else {
            return Ok(());
        };
        for _ in 0..DEVICES {
            let browser = self.stranger();
            // The mark is set and the cookie kept, but nothing is opened yet.
            browser.get(&story.path).await?;
            if browser.cookie("masthead_device").is_some() {
                self.devices.lock().unwrap_or_else(PoisonError::into_inner).push_back(browser);
            }
        }
        Ok(())
    }

    /// A device that has shown its cookie and opened nothing.
    pub(crate) fn device(&self) -> Result<Browser, Stop> {
        let device = self.devices.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        match device {
            Some(device) => Ok(device),
            None => skipped(
                "no new device is admitted: the paper has no metered story, or this network has brought too many within the hour",
            ),
        }
    }

    /// Reads as one device until the wall comes.
    async fn fill_a_meter(&mut self) -> Result<(), WireError> {
        let Ok(device) = self.device() else { return Ok(()) };
        let mut opened = Vec::new();
        for story in self.metered.iter().take(LIMIT_MAX) {
            let reply = device.visit(&story.path).await?;
            if let Some((_, limit)) = reply.count() {
                self.limit = Some(limit);
            }
            if reply.says_open() {
                opened.push(story.path.clone());
            }
            if reply.access().starts_with("wall; because=limit") {
                self.at_limit = Some(device);
                self.opened = opened;
                return Ok(());
            }
        }
        self.remarks.push(
            "no device could be brought to its limit: the paper has too few metered stories"
                .to_owned(),
        );
        Ok(())
    }

    /// The first target of a level.
    pub(crate) fn target(&self, access: Access) -> Option<&Story> {
        self.targets.iter().find(|story| story.access == access)
    }

    /// The same; a row that needs it is skipped without.
    pub(crate) fn need(&self, access: Access) -> Result<&Story, Stop> {
        match self.target(access) {
            Some(story) => Ok(story),
            None => skipped(format!("the paper lists no {access} story")),
        }
    }

    /// The subscriber; a row that needs one is skipped without.
    pub(crate) fn need_subscriber(&self) -> Result<&Browser, Stop> {
        match &self.subscriber {
            Some(subscriber) => Ok(subscriber),
            None => skipped("needs a subscriber's log-in: --subscriber"),
        }
    }

    /// The device at its limit; a row that needs one is skipped without.
    pub(crate) fn need_limit(&self) -> Result<(&Browser, u32), Stop> {
        match (&self.at_limit, self.limit) {
            (Some(browser), Some(limit)) => Ok((browser, limit)),
            _ => skipped("no device could be brought to its limit"),
        }
    }

    /// Everybody before every story that is closed to them, but cookieless
    /// visitors before metered ones: each of those would count as a new device.
    pub(crate) fn doors<'a>(&'a self, stranger: &'a Browser) -> Vec<Door<'a>> {
        let mut doors = Vec::new();
        let mut add = |who, browser: Option<&'a Browser>, levels: &[Access]| {
            let Some(browser) = browser else { return };
            for access in levels {
                let story = self.target(*access);
                doors.extend(story.map(|story| Door { who, browser, story }));
            }
        };
        add("a stranger", Some(stranger), &[Access::Premium, Access::Registered]);
        add(
            "a device at its limit",
            self.at_limit.as_ref(),
            &[Access::Metered, Access::Premium, Access::Registered],
        );
        add("a registered reader", self.registered.as_ref(), &[Access::Premium]);
        add("a lapsed subscriber", self.lapsed.as_ref(), &[Access::Premium]);
        doors
    }

    /// Fails if `reply` tells anything that is locked, or breaks.
    pub(crate) fn no_leak(&self, reply: &Reply, what: &str) -> Result<(), Stop> {
        if let Some(found) = self.leak.find(reply) {
            return failed(format!("{what}: {found}"));
        }
        require(reply.status < 500 || reply.status == 501, || {
            format!("{what}: answered with {}", reply.status)
        })
    }

    /// The same, and the paper must not say that the story is open.
    pub(crate) fn closed(&self, reply: &Reply, what: &str) -> Result<(), Stop> {
        self.no_leak(reply, what)?;
        require(!reply.says_open(), || format!("{what}: the story is open ({})", reply.access()))?;
        let has_body =
            reply.header("content-type").contains("json") && reply.json().get("body").is_some();
        require(!has_body, || format!("{what}: the answer has a body"))
    }

    /// The control: the subscriber gets all that the others must not. Without it
    /// no row says anything.
    pub(crate) async fn control(&self) -> Result<(), Stop> {
        let Some(subscriber) = &self.subscriber else { return Ok(()) };
        for story in &self.targets {
            let reply = subscriber.visit(&story.path).await?;
            let missing = self.leak.missing(&reply, &story.canaries);
            let places: Vec<_> = missing.iter().map(|canary| canary.place.as_str()).collect();
            require(missing.is_empty(), || {
                format!("void: the subscriber lacks the {} of {}", places.join(", "), story.path)
            })?;
            let whole = self.leak.holds_text(&reply, &story.lines);
            require(whole, || format!("void: the subscriber lacks a part of {}", story.path))?;
            require(reply.says_open(), || {
                format!("void: {} is not open to the subscriber", story.path)
            })?;
            let api = subscriber.get(&format!("/api/v1/stories/{}", story.id)).await?;
            let missing = self.leak.missing(&api, &story.canaries);
            require(missing.is_empty() && api.json().get("body").is_some(), || {
                format!("void: the API does not give the subscriber {}", story.path)
            })?;
        }
        Ok(())
    }

    /// Tries the rows, in order. `shown` is told of each as it begins and ends.
    pub async fn run(&self, shown: &(dyn Fn(&'static Row, Option<&Line>) + Sync)) -> Report {
        let mut lines = Vec::new();
        let control = self.control().await;
        let chosen =
            rows::ALL.iter().filter(|row| self.rows.is_empty() || self.rows.contains(&row.number));
        for row in chosen {
            shown(row, None);
            let outcome = match &control {
                Err(stop) => Outcome::from(Err(stop.clone())),
                Ok(()) => self.try_row(row).await,
            };
            let line = Line::new(row, &outcome);
            shown(row, Some(&line));
            lines.push(line);
        }
        let mut remarks = self.remarks.clone();
        if let (Ok(()), Err(Stop::Failed(evidence) | Stop::Skipped(evidence))) =
            (&control, self.control().await)
        {
            remarks.push(format!("after the last row the control no longer holds: {evidence}"));
            let void = Outcome::Failed("void: the control failed at the end".to_owned());
            lines.push(Line::new(&rows::CONTROL, &void));
        }
        Report { paper: self.wire.address().origin.clone(), rows: lines, remarks }
    }

    async fn try_row(&self, row: &Row) -> Outcome {
        match tokio::time::timeout(rows::PATIENCE, (row.attempt)(self)).await {
            Ok(verdict) => Outcome::from(verdict),
            Err(_) => {
                Outcome::Failed(format!("not done within {} seconds", rows::PATIENCE.as_secs()))
            }
        }
    }
}
