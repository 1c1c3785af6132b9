//! A phone made of the protocol alone, as any version of the hub knows it: it puts jobs in.

use crate::Outcome;
use fettle_core::kernel::{DeviceId, DeviceKey, Draft, EventId, Frontier, PersonId, Reading, Recorder, Subject};
use fettle_core::sync::protocol::{EnrolRequest, PushLine, enrol_bytes, paths};
use fettle_hub::random;
use reqwest::Client;
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// A phone of somebody.
pub struct Phone {
    client: Client,
    address: String,
    key: DeviceKey,
    recorder: Recorder,
    token: String,
    pub person: PersonId,
}

/// A site that the phone knows, with its customer and centre.
pub struct Site {
    pub id: String,
    pub customer: Value,
    pub centre: Value,
}

pub fn now_ms() -> Outcome<u64> {
    Ok(u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?)
}

pub fn fresh() -> Outcome<Uuid> {
    Ok(random::uuid(now_ms()?)?)
}

impl Phone {
    pub async fn enrolled(address: &str, code: &str) -> Outcome<Self> {
        let mut seed = [0; 32];
        random::fill(&mut seed)?;
        let (key, device) = (DeviceKey::from_seed(&seed), DeviceId::new(fresh()?));
        let asked = EnrolRequest {
            code: code.to_owned(),
            device,
            public_key: key.public(),
            name: "pages".into(),
            app: "0.1.0".into(),
            proof: key.sign(&enrol_bytes(code, device)),
        };
        let client = Client::builder().no_proxy().build()?;
        let recorder = Recorder::new(device);
        let (person, address) = (PersonId::new(Uuid::nil()), address.to_owned());
        let phone = Self { client, address, key, recorder, token: String::new(), person };
        let enrolled: Value = serde_json::from_str(&phone.ask(paths::ENROL, serde_json::to_string(&asked)?).await?)?;
        let text = |name: &str| enrolled[name].as_str().map(str::to_owned).ok_or("an enrolment without it");
        Ok(Self { token: text("token")?, person: PersonId::new(text("person")?.parse()?), ..phone })
    }
    async fn ask(&self, path: &str, body: String) -> Outcome<String> {
        let mut ask = self.client.post(format!("{}{path}", self.address)).header("content-type", "application/json");
        if !self.token.is_empty() {
            ask = ask.bearer_auth(&self.token);
        }
        let answer = ask.body(body).send().await?;
        let (status, text) = (answer.status(), answer.text().await?);
        if status.is_success() { Ok(text) } else { Err(format!("{path}: {status}: {text}").into()) }
    }
    /// The sites that the phone may know. Version 1 of the event has the fields in the body itself.
    pub async fn sites(&self) -> Outcome<Vec<Site>> {
        let hello = json!({ "versions": [1], "head": self.recorder.head, "wall": now_ms()?, "app": "0.1.0" });
        let greeting: Value = serde_json::from_str(&self.ask(paths::HELLO, hello.to_string()).await?)?;
        let streams = greeting["streams"].as_object().ok_or("no streams")?;
        let mut cursors: serde_json::Map<String, Value> = streams.keys().map(|name| (name.clone(), json!(0))).collect();
        let mut sites: Vec<Site> = Vec::new();
        let mut more = true;
        while more {
            let asked = json!({ "epoch": greeting["epoch"], "cursors": cursors, "limit": 2_000 });
            more = false;
            for line in self.ask(paths::PULL, asked.to_string()).await?.lines() {
                let line: Value = serde_json::from_str(line)?;
                more |= line["end"]["more"].as_bool().unwrap_or(false);
                let entry = &line["entry"];
                let Some(stream) = entry["s"].as_str() else { continue };
                cursors.insert(stream.to_owned(), entry["n"].clone());
                let (head, body) = (&entry["e"]["h"], &entry["e"]["b"]);
                let id = head["subject"].as_str().and_then(|subject| subject.strip_prefix("site/"));
                let Some(id) = id.filter(|_| head["type"] == "registered") else { continue };
                let said = if body["details"].is_object() { &body["details"] } else { body };
                if !sites.iter().any(|known| known.id == id) {
                    let (customer, centre) = (said["customer"].clone(), said["centre"].clone());
                    sites.push(Site { id: id.to_owned(), customer, centre });
                }
            }
        }
        Ok(sites)
    }
    /// Pushes events in the form of version 1, which every hub reads.
    pub async fn push(&mut self, events: Vec<(Subject, &str, Value)>) -> Outcome<()> {
        let mut lines = String::new();
        for (subject, kind, body) in events {
            let draft = Draft { subject, kind: kind.to_owned(), version: 1, body: body.to_string(), blobs: Vec::new() };
            let now = Reading { wall_ms: i64::try_from(now_ms()?)?, mono_ms: 1, boot: Uuid::nil(), counts_sleep: true };
            let event = self.recorder.record(now, EventId::new(fresh()?), self.person, Frontier::new(), &draft)?;
            lines += &serde_json::to_string(&PushLine::Event(Box::new(event)))?;
            lines.push('\n');
        }
        let head = self.key.sign_head(self.recorder.device, self.recorder.head);
        lines += &serde_json::to_string(&PushLine::Head(head))?;
        lines.push('\n');
        let receipts = self.ask(paths::PUSH, lines).await?;
        match receipts.lines().find(|receipt| receipt.contains("quarantined")) {
            Some(receipt) => Err(format!("kept apart: {receipt}").into()),
            None => Ok(()),
        }
    }
}
