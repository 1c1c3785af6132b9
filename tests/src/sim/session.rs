//! Sessions: a phone's sync machine stepped through weather and time, and what the hub answers it.

use super::http;
use super::net::{self, Back, Fate};
use super::oracles::scope;
use super::phone::Session;
use super::world::{Happening, MINUTE, World};
use fettle_core::kernel::Hash;
use fettle_core::sync::local;
use fettle_core::sync::machine::{Answer, Apply, Input, Instruction, NetFault, Report, Request};

impl World {
    pub fn begin_session(&mut self, p: usize) {
        let wakes = self.phones[p].wakes();
        if self.risen(p) || !wakes {
            return;
        }
        if self.phones[p].session.is_some() || !self.phones[p].enrolled() {
            return;
        }
        let phone = &mut self.phones[p];
        // As the app does; where the disk fails it is tried again with the next session.
        phone.store().finish_folds().ok();
        phone.sessions += 1;
        phone.session = Some(Session { number: phone.sessions, machine: phone.machine() });
        self.totals.sessions += 1;
        self.advance(p, Input::Started);
    }

    /// Steps a session until it waits for the network, for time, or is over.
    pub fn advance(&mut self, p: usize, mut input: Input) {
        let now = self.now();
        self.phones[p].skew.wake(now);
        loop {
            let Some(session) = self.phones[p].session.as_mut() else { return };
            let number = session.number;
            let instruction = session.machine.step(input);
            let phone = &self.phones[p];
            input = match instruction {
                Instruction::Load(need) => Input::Loaded(local::load(phone.store(), &need, phone.skew.reading(now))),
                Instruction::Apply(apply) => {
                    let receipts =
                        if let Apply::Receipts { receipts, .. } = &apply { receipts.clone() } else { Vec::new() };
                    let done = local::apply(phone.store(), apply);
                    self.trace.note(now, format_args!("p{p} apply {done:?}"));
                    if done.is_ok() {
                        self.book.acknowledge(self.phones[p].device, &receipts);
                    }
                    Input::Applied(done)
                }
                Instruction::Send(request) => {
                    self.send(p, number, request);
                    return;
                }
                Instruction::Wait { ms } => {
                    self.plan(self.at + ms, Happening::Go { phone: p, session: number, input: Input::Waited });
                    return;
                }
                Instruction::Finished(report) => {
                    self.finished(p, &report);
                    return;
                }
            };
            if self.risen(p) {
                return;
            }
        }
    }

    fn finished(&mut self, p: usize, report: &Report) {
        self.trace.note(self.now(), format_args!("p{p} finished {report:?}"));
        self.phones[p].session = None;
        // A replacement makes another device of it.
        let phone = &mut self.phones[p];
        phone.device = phone.store().identity().map_or(phone.device, |identity| identity.device);
        self.news += report.pulled + report.pushed + report.quarantined + report.blobs_up + report.blobs_down;
        // A revoked phone is wiped, and then nobody's.
        let gone = matches!(report.code.as_deref(), Some("device_wiped" | "not_enrolled"));
        if self.quiet && !gone {
            if let Some(code) = &report.code {
                self.news += 1;
                self.trace.note(self.now(), format_args!("p{p} is not done: {code}"));
            }
        } else if report.code.is_some() && !gone && self.net_dice.percent(50) {
            let later = self.net_dice.between(5, 60) * MINUTE;
            self.plan(self.at + later, Happening::Begin(p));
        }
        const NEVER: &[&str] = &["device_forked", "bad_turn", "store_corrupt", "protocol_version"];
        if let Some(code) = report.code.as_deref().filter(|code| NEVER.contains(code)) {
            self.phones[p].ended.clone_from(&report.code);
            self.violate(format!("p{p}: a session ends with {code}"));
        }
    }

    fn send(&mut self, p: usize, session: u64, request: Request) {
        self.totals.requests += 1;
        let phone = &self.phones[p];
        let token =
            phone.store().identity().expect("an identity").enrolment.map(|e| e.enrolled.token).unwrap_or_default();
        let fate = Fate::draw(&phone.spells, self.at, &request.path, &mut self.net_dice);
        if let Some(later) = fate.again_after {
            self.plan(self.at + later, Happening::Stray { token: token.clone(), request: request.clone() });
        }
        let there = self.net_dice.between(10, 150);
        self.plan(self.at + there, Happening::Deliver { phone: p, session, token, request, fate });
    }

    pub async fn deliver(&mut self, p: usize, token: &str, request: &Request, fate: Fate) -> Input {
        let mut answer = None;
        // A hub of tomorrow knows its own streams; this one is not asked for them.
        let (mut request, mut beyond) = (request.clone(), None);
        if fate.back == Back::NewStreams {
            beyond = net::without_new_streams(&mut request);
        }
        let request = &request;
        if let Some(arrives) = fate.arrives {
            for _ in 0..fate.times {
                let packed = self.phones[p].packed;
                let Some(router) = self.hub.router() else { return Input::Failed(NetFault::Unreachable) };
                let Some(said) = self.hub.alive(http::ask(router, token, request, arrives, packed)).await else {
                    self.hub_died().await;
                    return Input::Failed(NetFault::Broken);
                };
                let digest = Hash::of(&said.body).to_string();
                self.trace.note(
                    self.now(),
                    format_args!(
                        "p{p} {:?} {} {} -> {} {}",
                        request.method,
                        request.path,
                        request.body.len(),
                        said.status,
                        &digest[..8]
                    ),
                );
                if said.status >= 500 && !self.hub_ill {
                    let text = String::from_utf8_lossy(&said.body).into_owned();
                    self.violate(format!("the hub fails: {} {} {text}", said.status, request.path));
                }
                if said.status == 200 {
                    scope::check(self, p, request, &said).await;
                }
                answer = Some(said);
            }
        }
        match fate.back {
            Back::Nothing(fault) => Input::Failed(fault),
            Back::Portal => Input::Answered(net::portal(&mut self.net_dice)),
            Back::Busy(status) => Input::Answered(net::busy(status)),
            Back::Answer => answer.map_or(Input::Failed(NetFault::Broken), Input::Answered),
            Back::NewStreams => answer.map_or(Input::Failed(NetFault::Broken), |a| {
                Input::Answered(match beyond {
                    Some(after) => net::new_entries(a, after),
                    None => net::new_streams(a),
                })
            }),
            Back::Widened => answer.map_or(Input::Failed(NetFault::Broken), |a| Input::Answered(net::widened(a))),
            Back::Part(per_mille) => answer.map_or(Input::Failed(NetFault::Broken), |mut a: Answer| {
                a.body.truncate(usize::try_from(a.body.len() as u64 * per_mille / 1000).unwrap_or(0));
                a.cut = true;
                Input::Answered(a)
            }),
        }
    }
}
