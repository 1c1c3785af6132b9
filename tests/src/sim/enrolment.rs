//! Enrolling phones, and handing one to another person.

use super::http::{self, Arrives};
use super::hub::HubSide;
use super::world::World;
use fettle_core::kernel::{DeviceId, DeviceKey, PersonId};
use fettle_core::store::Enrolment;
use fettle_core::sync::machine::{Method, Request};
use fettle_core::sync::protocol::{EnrolRequest, enrol_bytes, paths};

impl World {
    /// Enrols a phone's store with a fresh code of its person.
    pub async fn enrol(&mut self, p: usize) {
        let phone = &self.phones[p];
        let identity = phone.store().identity().expect("an identity");
        let enrolment =
            enrolment(&self.hub, p, phone.person, identity.device, &identity.key).await.expect("no faults yet");
        phone.store().enrolled(&enrolment).expect("kept");
        self.phones[p].device = identity.device;
    }

    /// Another person takes a phone over; the code of what stands against it.
    pub async fn take_over(&mut self, p: usize, person: PersonId) -> Result<(), String> {
        let phone = &self.phones[p];
        if phone.store().counts().is_ok_and(|counts| counts.pending > 0 || counts.blobs_up > 0) {
            return Err("unsent".into());
        }
        let candidate = phone.store().candidate().expect("randomness");
        let enrolment = enrolment(&self.hub, p, person, candidate.device, &candidate.key).await.ok_or("no_answer")?;
        phone.store().taken_over(&candidate, &enrolment).map_err(|e| e.code().to_owned())?;
        let phone = &mut self.phones[p];
        phone.person = person;
        phone.device = candidate.device;
        phone.ended = None;
        Ok(())
    }
}

/// Enrols a device at the hub with a fresh code of a person; nothing where the hub dies meanwhile.
async fn enrolment(hub: &HubSide, p: usize, person: PersonId, device: DeviceId, key: &DeviceKey) -> Option<Enrolment> {
    let router = hub.router().expect("the hub is up");
    let code = hub.alive(hub.hub().accounts.enrolment_code(person)).await?.expect("a code").code;
    let ask = EnrolRequest {
        code: code.clone(),
        device,
        public_key: key.public(),
        name: format!("phone {p}"),
        app: "0.1.0".into(),
        proof: key.sign(&enrol_bytes(&code, device)),
    };
    let request = Request {
        method: Method::Post,
        path: paths::ENROL.into(),
        headers: vec![("content-type", "application/json".into())],
        body: serde_json::to_vec(&ask).expect("json"),
        compress: false,
    };
    let answer = hub.alive(http::ask(router, "", &request, Arrives::Whole, false)).await?;
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    let enrolled = serde_json::from_slice(&answer.body).expect("an enrolment");
    Some(Enrolment { hub_url: "http://hub".into(), pins: Vec::default(), enrolled })
}
