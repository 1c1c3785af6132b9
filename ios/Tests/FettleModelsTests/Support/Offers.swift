import FettleBindings

@testable import FettleModels

/// A button on a screen, with the fields that are filled in beside it.
@MainActor
struct Offer {
  let button: Button
  let fields: [Field]
  let form: FilledModel?
  let model: TapModel
  let tap: () -> Void
}

/// Every button on a screen, as its view draws it.
@MainActor
func offers(_ screen: ScreenModel) -> [Offer] {
  let model = screen.tap
  func plain(_ buttons: [Button]) -> [Offer] {
    buttons.map { button in Offer(button: button, fields: [], form: nil, model: model) { model.tap(button) } }
  }
  func rows(_ sections: [Section]) -> [Offer] { sections.flatMap(\.rows).flatMap { plain($0.buttons) } }
  func panels(_ panels: [Panel]) -> [Offer] {
    panels.compactMap { panel in
      panel.button.map { button in
        let form = model.form(panel.key)
        return Offer(button: button, fields: panel.fields, form: form, model: model) {
          model.tap(button, panel.fields, of: form)
        }
      }
    }
  }
  func beside(_ button: Button, _ panel: Panel) -> [Offer] {
    let form = model.form(panel.key)
    return [
      Offer(button: button, fields: panel.fields, form: form, model: model) {
        model.tap(button, panel.fields, of: form)
      }
    ]
  }
  return switch screen {
  case .today(let m): plain(m.screen.buttons) + rows(m.sections)
  case .job(let m): plain(m.screen.buttons + m.screen.work + m.screen.more) + rows(m.sections)
  case .diagnose(let m): panels(m.panels)
  case .plan(let m): panels(m.panels)
  case .readyToLeave(let m): plain(m.screen.buttons)
  case .checklist(let m): plain(m.screen.buttons) + rows(m.sections)
  case .photo: []
  case .partsBag(let m): plain(m.screen.buttons) + rows(m.sections)
  case .take(let m): plain([m.screen.scan]) + panels([m.screen.request]) + beside(m.screen.takeFirst, m.screen.request)
  case .return(let m): plain([m.screen.scan]) + panels([m.screen.back])
  case .scan(let m): panels([m.screen.typed] + [m.screen.bind].compactMap { $0 })
  case .sheetAndSign(let m):
    plain([m.screen.leave] + m.screen.languages + [m.screen.opinion].compactMap { $0 })
  case .sheetSide(let m): plain(m.screen.instead + m.screen.buttons)
  case .sync(let m): plain(m.screen.buttons) + rows(m.sections)
  case .enrol(let m): plain([m.screen.scan]) + panels([m.screen.typed])
  case .settings(let m): plain(m.screen.buttons) + panels([m.screen.language]) + rows(m.sections)
  case .calls(let m): rows(m.sections)
  case .worklist(let m): rows(m.sections)
  case .knowledge(let m): panels([m.screen.search])
  case .search(let m): panels([m.screen.search]) + rows([m.found.section] + m.sections)
  case .site(let m): rows(m.sections + [m.equipment.section, m.jobs.section])
  case .case(let m): plain(m.screen.buttons)
  case .equipment(let m): plain(m.screen.buttons)
  case .outing(let m): plain(m.screen.buttons)
  case .stock(let m): plain(m.screen.buttons) + rows(m.sections)
  case .inspect(let m): plain(m.screen.findings)
  case .stocktake(let m): plain(m.screen.buttons) + rows(m.sections + [m.lines.section])
  case .lock(let m):
    plain(m.screen.buttons) + panels([m.screen.settings, m.screen.forgotten].compactMap { $0 })
  }
}
