import FettleBindings
import XCTest

@testable import FettleModels

/// What a tap hands to the core, and what is drawn where.
@MainActor
final class JobModelTests: XCTestCase {
  private let start = Action.job(job: "j1", action: .start)
  private let wait = Action.job(job: "j1", action: .waitParts)

  func testAPlainTapGoesStraightToTheCore() async {
    let shell = RecordingShell()
    let model = job(shell)
    model.tap(button("start", start, position: true))
    XCTAssertNil(model.asked)
    XCTAssertEqual(shell.acts.map(\.action), [start])
    XCTAssertEqual(shell.acts[0].entries, [])
    XCTAssertTrue(shell.acts[0].here, "where the phone is belongs to it")
  }

  func testAButtonThatAsksHandsInWhatWasFilledIn() async {
    let shell = RecordingShell()
    let fields = [field("reason", value: "draft"), field("part", value: "")]
    let model = job(shell)
    model.tap(button("wait", wait, ask: fields))
    XCTAssertEqual(shell.acts.count, 0)
    XCTAssertEqual(model.asked?.filled[fields[0]], "draft")
    model.asked?.filled[fields[1]] = "psu"
    model.answer()
    XCTAssertNil(model.asked)
    XCTAssertEqual(shell.acts.map(\.action), [wait])
    XCTAssertEqual(shell.acts[0].entries, [Entry(key: "reason", value: "draft"), Entry(key: "part", value: "psu")])
  }

  func testWhatWasRefusedStaysOpenWithWhatIsWrongAtItsField() async {
    let shell = RecordingShell()
    let model = job(shell)
    let part = field("part", value: "")
    shell.refusal = Refusal(code: "field_missing", text: "Which part?", field: "part")
    model.tap(button("wait", wait, ask: [part]))
    model.asked?.filled[part] = "x"
    model.answer()
    XCTAssertEqual(model.asked?.filled[part], "x")
    XCTAssertEqual(model.wrong(part), "Which part?")
    shell.refusal = nil
    model.answer()
    XCTAssertNil(model.asked)
    XCTAssertEqual(model.wrong(part), "")
  }

  func testLeavingTheAskingDoesNothing() async {
    let shell = RecordingShell()
    let model = job(shell)
    model.tap(button("wait", wait, confirm: "Sure?"))
    model.leave()
    model.answer()
    XCTAssertEqual(shell.acts.count, 0)
  }

  func testADisabledButtonDoesNothing() async {
    let shell = RecordingShell()
    let model = job(shell)
    model.tap(button("start", start, enabled: false))
    XCTAssertEqual(shell.acts.count, 0)
  }

  func testHalfTypedAnswersAreKeptUnderTheirButtonAndOnlyOnce() async {
    let shell = RecordingShell()
    let model = job(shell)
    let part = field("part", value: "")
    model.tap(button("wait", wait, ask: [part]))
    model.asked?.filled[part] = "ps"
    model.asked?.filled[part] = "psu"
    XCTAssertEqual(shell.keeps, [], "not at every key")
    model.flush()
    model.flush()
    XCTAssertEqual(shell.keeps, [[Entry(key: "wait.part", value: "psu")]])
  }

  func testRowsThatAskForTheSameDoNotShareWhatIsTyped() async {
    let model = job(RecordingShell())
    let count = field("quantity", value: "")
    model.tap(button("count", start, ask: [count]))
    model.asked?.filled[count] = "5"
    model.leave()
    model.tap(button("count", wait, ask: [count]))
    XCTAssertEqual(model.asked?.filled[count], "")
    model.leave()
    model.tap(button("count", start, ask: [count]))
    XCTAssertEqual(model.asked?.filled[count], "5", "left and looked at again")
  }

  func testSecretsAreNeverKept() async {
    let shell = RecordingShell()
    let model = job(shell)
    let pin = Field(
      key: "pin", label: "", kind: .secret, value: "", required: true, hint: "", error: "", choices: [], unit: "",
      min: "", max: "")
    let form = model.form("unlock")
    form[pin] = "274159"
    model.flush()
    XCTAssertEqual(shell.keeps, [])
    XCTAssertEqual(form.entries([pin]), [Entry(key: "pin", value: "274159")])
  }

  func testSectionsWithNothingToSayAreLeftOut() async {
    XCTAssertEqual(job(RecordingShell()).sections.map(\.key), ["parts"])
  }

  private func job(_ shell: RecordingShell) -> JobModel {
    JobModel(screen: screen(), shell: shell, route: .job(job: "j1"))
  }

  private func button(
    _ key: String, _ action: Action, enabled: Bool = true, confirm: String = "", ask: [Field] = [],
    position: Bool = false
  ) -> Button {
    Button(
      key: key, label: key, action: action, enabled: enabled, whyNot: "", primary: false, danger: false,
      confirm: confirm, ask: ask, position: position)
  }

  private func field(_ key: String, value: String) -> Field {
    Field(
      key: key, label: key, kind: .text, value: value, required: true, hint: "", error: "", choices: [], unit: "",
      min: "",
      max: "")
  }

  private func screen() -> JobScreen {
    func section(_ key: String, empty: String = "") -> Section { Section(key: key, title: key, rows: [], empty: empty) }
    return JobScreen(
      head: Head(title: "BJ-12", subtitle: "", banners: []), status: "working", tone: .info, symptom: "black",
      diagnosis: "",
      promises: section("promises"), kept: "", brief: section("brief"), customer: section("customer"),
      entitlement: section("entitlement"),
      equipment: section("equipment"), checks: section("checks"), parts: section("parts", empty: "none yet"),
      flags: section("flags"), timeline: section("timeline"),
      further: section("further"), buttons: [], call: nil, work: [], more: [])
  }
}
