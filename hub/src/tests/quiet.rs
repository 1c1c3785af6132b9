//! Logs without customers' data: a day full of canaries, bad input and wrong passwords at the most verbose level, and not one of them in it.

use super::walk::{CANARY, NUMBERS, plant};
use crate::testing::PASSWORD;
use serde_json::json;
use std::io::Write;
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("a sink").extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn logs_hold_nothing_of_customers_and_no_secret() {
    let sink = Sink::default();
    let out = sink.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || out.clone())
        .finish();
    // With a single one alive, other tests' threads are asked whether anybody listens, and say no for all.
    let logs = tracing::Dispatch::new(subscriber);
    let _other = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::new());
    let _guard = tracing::dispatcher::set_default(&logs);
    let planted = plant().await;
    let (hub, company) = (&planted.hub, &planted.company);
    let mut phone = super::phone::Phone::enrolled(hub, company.engineer).await;
    let noted = fettle_core::domain::jobs::JobEvent::Noted { text: CANARY.into() };
    let event = phone.write(hub, &fettle_core::kernel::Draft::new(planted.job.into(), &noted));
    phone.push(&[event]).await;
    phone.pull().await;
    // What does not read, with the canary where parsers quote it.
    for body in [
        json!({"event": CANARY}).to_string(),
        json!({CANARY: 1}).to_string(),
        format!("{CANARY}\n{CANARY}"),
        json!({"head": {"number": CANARY}}).to_string(),
    ] {
        assert!(phone.send(body).await.status().is_client_error());
    }
    let asked = json!({"code": CANARY, "device": CANARY});
    phone.post("/sync/v1/enrol").json(&asked).send().await.expect("an answer");
    let wrong = format!("{CANARY} password");
    hub.hub.accounts.sign_in(CANARY, &wrong, "10.0.0.1").await.expect_err("nobody");
    hub.hub.accounts.sign_in("desk", &wrong, "10.0.0.1").await.expect_err("wrong");
    let code = hub.code(company.engineer).await;
    for caller in &planted.callers {
        for path in ["/jobs", &format!("/jobs/{}", planted.job), "/stock", "/devices", &format!("/verify/{CANARY}")] {
            let ask = reqwest::Client::new().get(hub.url(path)).header("cookie", &caller.cookie);
            ask.send().await.expect("an answer");
        }
    }
    let log = String::from_utf8_lossy(&sink.0.lock().expect("a sink")).into_owned();
    assert!(log.contains("push") && log.contains("enrolled"), "something was logged");
    for secret in [CANARY, NUMBERS[0], NUMBERS[1], "987654321", PASSWORD, &phone.token, &code] {
        if let Some(at) = log.find(secret) {
            let line = log[..at].rfind('\n').map_or(0, |start| start + 1);
            panic!("{secret}: {}", &log[line..log[at..].find('\n').map_or(log.len(), |end| at + end)]);
        }
    }
}
