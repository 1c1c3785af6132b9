//! One fault from the call to the return visit: at home with a network, on site without one, back with the faulty part.

use super::camera::Camera;
use super::company::Company;
use super::desk;
use super::error::DemoError;
use super::hand::Hand;
use super::phone::{Phone, offer};
use super::story::{Fault, local};
use crate::hub::Hub;
use chrono::TimeDelta;
use chrono_tz::Asia::Shanghai;
use fettle_core::screens::{
    Action, Field, FieldKind, ItemCard, PenPoint, PenStroke, PhotoAction, PhotoFor, Route, ScanAction, ScanFor, Screen,
    SignAction,
};
use fettle_core::text::Lang;

/// What is known of the fault that is being played.
struct Play<'a> {
    hub: &'a Hub,
    company: &'a Company,
    phone: &'a Phone,
    fault: &'a Fault,
    number: usize,
    hand: &'a Hand,
    job: String,
}

/// Plays a fault to its end; gives the job's number.
pub async fn fault(
    hub: &Hub,
    company: &Company,
    phone: &Phone,
    (number, fault): (usize, &Fault),
    camera: &mut Camera,
    hand: &Hand,
) -> Result<String, DemoError> {
    let job = desk::take_call(hub, company, fault, hand).await?;
    let play = Play { hub, company, phone, fault, number, hand, job: job.to_string() };
    phone.sync().await?;
    if fault.emergency {
        play.emergency()?;
    } else {
        play.judge_and_plan()?;
        play.ask_for_parts().await?;
        play.get_ready()?;
        phone.sync().await?;
    }
    // From here to the way home there is no network.
    play.on_site(camera).await?;
    play.sign()?;
    play.bring_back()?;
    hand.pass(95);
    if fault.emergency {
        play.hand_in_papers()?;
    }
    phone.sync().await?;
    desk::receive_back(hub, company).await?;
    phone.sync().await?;
    hand.pass(20 * 60);
    desk::call_back(hub, company, job, fault).await
}

impl Play<'_> {
    fn at_job(&self) -> Route {
        Route::Job { job: self.job.clone() }
    }
    fn action_text(&self) -> &str {
        if self.phone.app.platform().lang == Lang::En { &self.fault.action_en } else { &self.fault.action_zh }
    }

    fn judge_and_plan(&self) -> Result<(), DemoError> {
        self.hand.pass(9);
        let level = self.fault.level.to_string();
        let diagnose = Route::Diagnose { job: self.job.clone() };
        self.phone.tap(&diagnose, "judge", &[("class", &self.fault.judged), ("level", &level)])?;
        self.phone.tap(&diagnose, "report", &[("scene", &self.fault.symptom_zh), ("level", &level)])?;
        let plan = Route::Plan { job: self.job.clone() };
        self.phone.tap(&plan, "propose", &[("text", self.action_text())])?;
        self.phone.tap(&plan, "accepted", &[])?;
        let from = local(&self.fault.visit)?.with_timezone(&Shanghai);
        let time = |at: chrono::DateTime<chrono_tz::Tz>| at.format("%Y-%m-%dT%H:%M").to_string();
        self.phone.tap(&plan, "agree", &[("from", &time(from)), ("to", &time(from + TimeDelta::hours(2)))])?;
        Ok(())
    }

    /// A slip from the phone, approved and issued at the console, received by sync.
    async fn ask_for_parts(&self) -> Result<(), DemoError> {
        let Some(part) = &self.fault.part else { return Ok(()) };
        let card = self.company.card(part)?.0.to_string();
        let take = Route::Take { job: Some(self.job.clone()), card: Some(card.clone()), serial: None };
        let quantity = self.fault.quantity.unwrap_or(1).to_string();
        let old_for_new = if self.one_for_one()? { "true" } else { "false" };
        self.phone.tap(&take, "request", &[("part", &card), ("quantity", &quantity), ("old_for_new", old_for_new)])?;
        self.phone.sync().await?;
        desk::hand_out(self.hub, self.company).await?;
        self.phone.sync().await
    }
    /// Cable by the metre is used up; everything else is owed back one for one.
    fn one_for_one(&self) -> Result<bool, DemoError> {
        Ok(self.fault.quantity.unwrap_or(1) == 1)
    }

    fn get_ready(&self) -> Result<(), DemoError> {
        self.hand.to(local(&self.fault.visit)? - TimeDelta::minutes(50));
        let ready = Route::ReadyToLeave { job: self.job.clone() };
        self.phone.tap(&ready, "begin", &[])?;
        self.answer_all(&ready)?;
        self.phone.tap(&ready, "leave", &[])?;
        Ok(())
    }

    /// Work first, papers after: at night, with a part taken before its slip.
    fn emergency(&self) -> Result<(), DemoError> {
        let level = self.fault.level.to_string();
        let diagnose = Route::Diagnose { job: self.job.clone() };
        self.phone.tap(&diagnose, "judge", &[("class", &self.fault.judged), ("level", &level)])?;
        self.phone.tap(&self.at_job(), "emergency", &[("reason", "夜间，指挥大厅电视墙故障")])?;
        if let Some(part) = &self.fault.part {
            let card = self.company.card(part)?.0.to_string();
            let take = Route::Take { job: Some(self.job.clone()), card: Some(card.clone()), serial: None };
            let serial = format!("{}-IN001", self.company.card(part)?.1.model());
            let typed = [("part", card.as_str()), ("serial", &serial), ("reason", "night"), ("old_for_new", "true")];
            self.phone.tap(&take, "take_first", &typed)?;
        }
        self.hand.to(local(&self.fault.visit)? - TimeDelta::minutes(30));
        self.phone.tap(&Route::ReadyToLeave { job: self.job.clone() }, "leave", &[])?;
        Ok(())
    }

    async fn on_site(&self, camera: &mut Camera) -> Result<(), DemoError> {
        let job = self.at_job();
        self.hand.to(local(&self.fault.visit)?);
        self.phone.tap(&job, "arrive", &[])?;
        self.hand.pass(5);
        self.phone.tap(&job, "start", &[])?;
        let backup = if self.fault.judged == "software" { "consented" } else { "not_applicable" };
        self.phone.tap(&job, "backup", &[("decision", backup)])?;
        self.photo(camera.shoot().await?, "故障现场")?;
        self.hand.pass(25);
        if let Some(part) = &self.fault.part {
            self.replace(part)?;
        }
        self.phone.tap(&job, "work", &[("text", self.action_text()), ("minutes", "25")])?;
        self.photo(camera.shoot().await?, "修复后 / as left")?;
        let opened = self.phone.tap(&job, "check_repair_check", &[])?;
        let check = opened.route.ok_or_else(|| DemoError::Story("the checklist did not open".into()))?;
        self.answer_all(&check)?;
        self.phone.tap(&check, "complete", &[])?;
        self.phone.tap(&job, "cause", &[("cause", &self.fault.cause), ("diagnosis", self.action_text())])?;
        let hours = [("kind", "hours"), ("payer", "us"), ("amount", "120"), ("basis", "人工 1 小时")];
        self.phone.tap(&job, "cost", &hours)?;
        let travel = [("kind", "travel"), ("payer", "us"), ("amount", "45.50"), ("basis", "往返 18 km / return trip")];
        self.phone.tap(&job, "cost", &travel)?;
        self.phone.tap(&job, "complete", &[("summary", "故障已排除，运行正常")])?;
        Ok(())
    }

    /// A phone's photo, as evidence for the equipment.
    fn photo(&self, bytes: Vec<u8>, caption: &str) -> Result<(), DemoError> {
        let equipment = self.company.equipment(&self.fault.equipment)?.0;
        let purpose = PhotoFor::Evidence { job: self.job.clone(), equipment: Some(equipment.to_string()) };
        let action = Action::Photo { purpose, action: PhotoAction::Taken { bytes, marks: Vec::new() } };
        self.phone.give(&action, &[("caption", caption)])?;
        Ok(())
    }

    fn replace(&self, part: &str) -> Result<(), DemoError> {
        let quantity = self.fault.quantity.unwrap_or(1).to_string();
        let serialised = self.company.card(part)?.1.serialised();
        let out = if serialised { self.faulty_serial() } else { String::new() };
        let label = if self.one_for_one()? { "bad" } else { "" };
        // The bag holds only what was taken for this job: the screen proposes it.
        let typed = [("quantity", quantity.as_str()), ("serial_out", &out), ("label", label)];
        self.phone.tap(&self.at_job(), "replace", &typed)?;
        Ok(())
    }
    fn faulty_serial(&self) -> String {
        format!("OLD-{}", self.fault.equipment)
    }

    /// Answers every item that has to be answered, also those that an answer makes appear.
    fn answer_all(&self, route: &Route) -> Result<(), DemoError> {
        // A list is finite; the bound only guards against an item that takes no answer.
        for _ in 0..200 {
            let screen = self.phone.screen(route)?;
            let groups = match &screen {
                Screen::Checklist(list) => &list.groups,
                Screen::ReadyToLeave(list) => &list.groups,
                _ => return Err(DemoError::Story("no checklist".into())),
            };
            let open = groups.iter().flat_map(|group| &group.items).find(|item| item.required && !item.done);
            let Some(item) = open else { return Ok(()) };
            self.answer(item)?;
        }
        Err(DemoError::Story("a checklist that does not end".into()))
    }

    fn answer(&self, item: &ItemCard) -> Result<(), DemoError> {
        if let Some(first) = item.answers.first() {
            self.phone.give(&first.button.action, &[])?;
            return Ok(());
        }
        let button = item.buttons.iter().find(|button| button.key == "answer");
        let button = button.ok_or_else(|| DemoError::Story(format!("{} takes no answer", item.slot)))?;
        let field = item.fields.iter().find(|field| field.key == "answer");
        let field = field.ok_or_else(|| DemoError::Story(format!("{} has no field", item.slot)))?;
        let first = || field.choices.first().map(|choice| choice.key.clone()).unwrap_or_default();
        let within = |fallback: &str| {
            [&field.min, &field.max]
                .into_iter()
                .find(|end| !end.is_empty())
                .cloned()
                .unwrap_or_else(|| fallback.to_owned())
        };
        let value = match field.kind {
            FieldKind::Choice => first(),
            FieldKind::Number => within("1"),
            FieldKind::Minutes => within("30"),
            FieldKind::Count => "1".to_owned(),
            FieldKind::Code => self.fault.equipment.clone(),
            _ => self.action_text().to_owned(),
        };
        self.phone.give(&button.action, &[("answer", &value)])?;
        Ok(())
    }

    /// The customer reads the sheet and signs it, still without a network.
    fn sign(&self) -> Result<(), DemoError> {
        let route = Route::SheetAndSign { job: self.job.clone(), document: String::new() };
        let screen = self.phone.screen(&route)?;
        let Screen::SheetAndSign(sheet) = &screen else { return Err(DemoError::Story("no sheet".into())) };
        let offered = offer(&screen, "sign")?;
        // Nobody's name is there before: the first of the site's people holds the pen.
        let said = |field: &Field| field.choices.first().map_or(field.value.clone(), |choice| choice.key.clone());
        let signer: Vec<(&str, String)> = sheet.signer.iter().map(|field| (field.key.as_str(), said(field))).collect();
        let typed: Vec<(&str, &str)> = signer.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let Action::Sign { job, .. } = &offered.button.action else {
            return Err(DemoError::Story("no signature".into()));
        };
        let action =
            SignAction::Sign { sheet: sheet.hash.clone(), width: 900.0, height: 300.0, strokes: strokes(self.number) };
        self.phone.give(&Action::Sign { job: job.clone(), action }, &typed)?;
        Ok(())
    }

    /// The faulty part, scanned from its label and labelled bad, is on its way to quarantine.
    fn bring_back(&self) -> Result<(), DemoError> {
        let Some(part) = &self.fault.part else { return Ok(()) };
        if !self.one_for_one()? {
            return Ok(());
        }
        self.hand.pass(60);
        let (_, card) = self.company.card(part)?;
        // A label says what the part is: the card's number, and the serial number where there is one.
        let payload = if card.serialised() { self.faulty_serial() } else { card.number().to_owned() };
        let label = fettle_media::Label::new(&payload, &[card.number().to_owned()]);
        let png = label.and_then(|label| label.to_png(6)).map_err(|e| DemoError::Story(e.to_string()))?;
        let scan = Action::Scan { purpose: ScanFor::Return, action: ScanAction::Picture { bytes: png } };
        let found = self.phone.give(&scan, &[])?.route;
        let route = found.ok_or_else(|| DemoError::Story("the label was not read".into()))?;
        let card_id = self.company.card(part)?.0.to_string();
        self.phone.tap(&route, "give_back", &[("part", &card_id), ("label", "bad"), ("quantity", "1")])?;
        Ok(())
    }

    /// What the emergency left owing: reports, plan, the slip of the part.
    fn hand_in_papers(&self) -> Result<(), DemoError> {
        for _ in 0..8 {
            let Screen::Job(job) = self.phone.screen(&self.at_job())? else { break };
            let screen = Screen::Job(job);
            let value = serde_json::to_value(&screen).map_err(|e| DemoError::Story(e.to_string()))?;
            let Some(key) = ["diagnosis_report", "recovery_plan", "ready_to_leave", "parts_slip"]
                .iter()
                .map(|paper| format!("paper_{paper}"))
                .find(|key| value.to_string().contains(&format!("\"{key}\"")))
            else {
                break;
            };
            self.phone.tap(&self.at_job(), &key, &[("text", self.action_text())])?;
        }
        if self.fault.part.is_some() {
            self.phone.tap(&Route::PartsBag, "file", &[("number", "LL-2026-07")])?;
        }
        Ok(())
    }
}

/// A signature: three strokes that differ from person to person.
fn strokes(seed: usize) -> Vec<PenStroke> {
    let stroke = |k: usize| {
        let points = (0..40u32).map(|i| {
            let t = f64::from(i) / 39.0;
            let (k, s) = (k as f64, seed as f64);
            let x = 120.0 + k * 210.0 + t * 190.0;
            let y = 150.0 + ((t * (7.0 + k) + s).sin() * 70.0) * (1.0 - t * 0.4) + k * 8.0;
            PenPoint { x, y, t_ms: u32::try_from(k as u64 * 700).unwrap_or(0) + i * 14 }
        });
        PenStroke { points: points.collect() }
    };
    (0..3).map(stroke).collect()
}
