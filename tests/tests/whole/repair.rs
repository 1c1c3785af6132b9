//! A repair's steps on a phone, each through the screen that offers it.

use crate::district::District;
use crate::phone::Phone;
use fettle_core::domain::ids::JobId;
use fettle_core::screens::{
    Action, AppError, FieldKind, ItemCard, Outcome, PenPoint, PenStroke, PhotoAction, PhotoFor, Route, ScanAction,
    ScanFor, Screen, SignAction,
};
use std::sync::atomic::{AtomicU32, Ordering};

/// One job on one phone.
pub struct Repair<'a> {
    pub phone: &'a Phone,
    pub d: &'a District,
    pub job: JobId,
}

impl Repair<'_> {
    fn id(&self) -> String {
        self.job.to_string()
    }
    pub fn at(&self) -> Route {
        Route::Job { job: self.id() }
    }
    pub fn judge_and_agree(&self) {
        let diagnose = Route::Diagnose { job: self.id() };
        self.phone.tap(&diagnose, "judge", &[("class", "hardware"), ("level", "3")]);
        self.phone.tap(&diagnose, "report", &[("scene", "云台电源正常，解码板无响应"), ("level", "3")]);
        self.agree("2030-01-02T09:00", "2030-01-02T11:00");
    }
    pub fn agree(&self, from: &str, to: &str) {
        self.phone.tap(&Route::Plan { job: self.id() }, "agree", &[("from", from), ("to", to)]);
    }
    /// Asks the store keeper for a board, old for new.
    pub fn ask_for_board(&self) {
        let card = self.d.board.to_string();
        let take = Route::Take { job: Some(self.id()), card: Some(card.clone()), serial: None };
        let store = self.d.store.to_string();
        let typed = [("part", card.as_str()), ("quantity", "1"), ("place", &store), ("old_for_new", "true")];
        self.phone.tap(&take, "request", &typed);
    }
    /// Takes plugs now, papers later.
    pub fn take_plugs(&self, quantity: &str) -> Result<Outcome, AppError> {
        let (card, store) = (self.d.plug.to_string(), self.d.store.to_string());
        let take = Route::Take { job: Some(self.id()), card: Some(card.clone()), serial: None };
        let typed = [
            ("part", card.as_str()),
            ("quantity", quantity),
            ("place", &store),
            ("old_for_new", "false"),
            ("reason", "offline"),
        ];
        self.phone.try_tap(&take, "take_first", &typed)
    }
    pub fn get_ready_and_leave(&self) {
        let ready = Route::ReadyToLeave { job: self.id() };
        self.phone.tap(&ready, "begin", &[]);
        self.answer_all(&ready);
        self.phone.tap(&ready, "leave", &[]);
    }
    pub fn arrive_and_start(&self) {
        self.phone.tap(&self.at(), "arrive", &[]);
        self.phone.tap(&self.at(), "start", &[]);
        self.phone.tap(&self.at(), "backup", &[("decision", "not_applicable")]);
    }
    /// A picture of 12 megapixels, held in one of the eight ways.
    pub fn photo(&self, seed: u64) -> Result<Outcome, AppError> {
        let orientation = u8::try_from(seed % 8 + 1).expect("small");
        let taken = chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000);
        let bytes = fettle_media::sample::phone_photo(seed, orientation, taken.fixed_offset(), 39.95, 116.42);
        self.give_photo(bytes.expect("a photo"))
    }
    pub fn give_photo(&self, bytes: Vec<u8>) -> Result<Outcome, AppError> {
        let purpose = PhotoFor::Evidence { job: self.id(), equipment: Some(self.d.camera.to_string()) };
        self.phone.give(
            &Action::Photo { purpose, action: PhotoAction::Taken { bytes, marks: Vec::new() } },
            &[("caption", "现场")],
        )
    }
    /// A picture for the record, not as evidence.
    pub fn photo_of_the_job(&self) {
        let taken = chrono::DateTime::UNIX_EPOCH.fixed_offset();
        let bytes = fettle_media::sample::phone_photo(9, 1, taken, 39.95, 116.42).expect("a photo");
        let purpose = PhotoFor::Job { job: self.id() };
        self.phone
            .give(&Action::Photo { purpose, action: PhotoAction::Taken { bytes, marks: Vec::new() } }, &[])
            .expect("kept");
    }
    pub fn replace_board(&self) {
        self.phone.tap(&self.at(), "replace", &[("serial_out", "OLD-777"), ("label", "bad")]);
    }
    pub fn open_check(&self) -> Route {
        self.phone.tap(&self.at(), "check_repair_check", &[]).route.expect("the list")
    }
    pub fn check_and_complete(&self) {
        let check = self.open_check();
        self.answer_all(&check);
        self.phone.tap(&check, "complete", &[]);
        let cause = [("cause", "front_end_quality"), ("diagnosis", "解码板损坏")];
        self.phone.tap(&self.at(), "work", &[("text", "更换解码板")]);
        self.phone.tap(&self.at(), "cause", &cause);
        let cost = [("kind", "hours"), ("payer", "us"), ("amount", "120"), ("basis", "1 h")];
        self.phone.tap(&self.at(), "cost", &cost);
        self.phone.tap(&self.at(), "complete", &[("summary", "云台恢复转动")]);
    }
    /// The customer signs the sheet that is on the screen.
    pub fn sign(&self) {
        let Screen::SheetAndSign(sheet) =
            self.phone.screen(&Route::SheetAndSign { job: self.id(), document: String::new() })
        else {
            panic!("no sheet")
        };
        let typed = [("name", "刘所"), ("title", "所长"), ("phone", "010-64001234")];
        let action = SignAction::Sign { sheet: sheet.hash.clone(), width: 900.0, height: 300.0, strokes: strokes() };
        self.phone.give(&Action::Sign { job: self.id(), action }, &typed).expect("signed");
    }
    /// From the ready-to-leave list to the signature, without a part.
    pub fn all_to_the_signature(&self) {
        self.judge_and_agree();
        self.get_ready_and_leave();
        self.arrive_and_start();
        self.check_and_complete();
        self.sign();
    }
    /// The label of the faulty board is scanned from a picture; it is on its way to quarantine, labelled bad.
    pub fn bring_back_board(&self) {
        let label = fettle_media::Label::new("OLD-777", &["P-1001".to_owned()]).expect("a label");
        let picture = ScanAction::Picture { bytes: label.to_png(6).expect("a picture") };
        let scan = Action::Scan { purpose: ScanFor::Return, action: picture };
        let route = self.phone.give(&scan, &[]).expect("read").route.expect("the return screen");
        let (card, place) = (self.d.board.to_string(), self.d.quarantine.to_string());
        let typed = [("part", card.as_str()), ("label", "bad"), ("quantity", "1"), ("place", &place)];
        self.phone.tap(&route, "give_back", &typed);
    }
    pub fn give_back_plugs(&self, quantity: &str) -> Result<Outcome, AppError> {
        let (card, place) = (self.d.plug.to_string(), self.d.quarantine.to_string());
        let route = Route::Return { debt: None, code: Some("P-2001".into()) };
        let typed = [("part", card.as_str()), ("label", "good"), ("quantity", quantity), ("place", &place)];
        self.phone.try_tap(&route, "give_back", &typed)
    }

    pub fn answer_all(&self, route: &Route) {
        answer_all(self.phone, route);
    }
    pub fn answer(&self, item: &ItemCard, choice: usize) {
        answer(self.phone, item, choice);
    }
}

/// Answers every item that has to be answered, also those that an answer makes appear.
pub fn answer_all(phone: &Phone, route: &Route) {
    for _ in 0..200 {
        let screen = phone.screen(route);
        let groups = match &screen {
            Screen::Checklist(list) => &list.groups,
            Screen::ReadyToLeave(list) => &list.groups,
            _ => panic!("no checklist"),
        };
        let open = groups.iter().flat_map(|group| &group.items).find(|item| item.required && !item.done);
        let Some(item) = open else { return };
        answer(phone, item, 0);
    }
    panic!("a checklist that does not end");
}

/// Gives an item the `choice`th of its answers, or a usual value.
pub fn answer(phone: &Phone, item: &ItemCard, choice: usize) {
    if let Some(tap) = item.answers.get(choice) {
        phone.give(&tap.button.action, &[("remark", "看过")]).expect("answered");
        return;
    }
    let button = item.buttons.iter().find(|button| button.key == "answer").expect("an answer");
    let field = item.fields.iter().find(|field| field.key == "answer").expect("a field");
    let usual = |fallback: &str| {
        [&field.min, &field.max].into_iter().find(|end| !end.is_empty()).cloned().unwrap_or(fallback.to_owned())
    };
    let value = match field.kind {
        FieldKind::Choice => field.choices[choice].key.clone(),
        FieldKind::Number => usual("1"),
        FieldKind::Minutes => usual("30"),
        FieldKind::Count => "1".to_owned(),
        FieldKind::Code => "PS01-C01".to_owned(),
        _ => "正常".to_owned(),
    };
    phone.give(&button.action, &[("answer", &value), ("remark", "看过")]).expect("answered");
}

/// Three strokes; no hand repeats itself to the byte.
pub fn strokes() -> Vec<PenStroke> {
    static DRAWN: AtomicU32 = AtomicU32::new(0);
    let nth = DRAWN.fetch_add(1, Ordering::Relaxed);
    let point = |k: u32, i: u32| {
        let t = f64::from(i) / 39.0;
        let y = 150.0 + (t * 7.0 + f64::from(k)).sin() * 60.0;
        PenPoint { x: 120.0 + f64::from(k) * 210.0 + t * 190.0, y, t_ms: nth + k * 700 + i * 14 }
    };
    (0..3).map(|k| PenStroke { points: (0..40).map(|i| point(k, i)).collect() }).collect()
}
