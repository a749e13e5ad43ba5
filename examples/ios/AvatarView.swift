import UIKit
import WebKit

/// The avatar of a visavis server, over whatever lies beneath this view.
final class AvatarView: UIView, WKScriptMessageHandler, WKNavigationDelegate {
    /// Name and details of each event.
    var heard: ((String, [String: Any]) -> Void)?
    private let webView: WKWebView
    private var early: [String] = []
    private var loaded = false

    init(server: URL) {
        let configuration = WKWebViewConfiguration()
        configuration.allowsInlineMediaPlayback = true
        configuration.mediaTypesRequiringUserActionForPlayback = []
        webView = WKWebView(frame: .zero, configuration: configuration)
        super.init(frame: .zero)
        configuration.userContentController.add(WeakHandler(self), name: "visavis")
        webView.navigationDelegate = self
        webView.isOpaque = false
        webView.backgroundColor = .clear
        webView.autoresizingMask = [.flexibleWidth, .flexibleHeight]
        addSubview(webView)
        let page = URL(string: "embed?model=mei&lang=zh", relativeTo: server.appendingPathComponent(""))!
        webView.load(URLRequest(url: page))
    }

    @available(*, unavailable)
    required init?(coder: NSCoder) { fatalError("made by init(server:)") }

    func speak(_ text: String) { send(["type": "speak", "text": text]) }

    func interrupt() { send(["type": "interrupt"]) }

    /// Any command of docs/embedding/commands.md.
    func send(_ command: [String: Any]) {
        guard let data = try? JSONSerialization.data(withJSONObject: command),
              let json = String(data: data, encoding: .utf8) else { return }
        // JSON is a JavaScript expression, so nothing in a text can end the call.
        let call = "getMessage(\(json))"
        if loaded { webView.evaluateJavaScript(call) } else { early.append(call) }
    }

    func webView(_ webView: WKWebView, didFinish navigation: WKNavigation!) {
        loaded = true
        early.forEach { webView.evaluateJavaScript($0) }
        early.removeAll()
    }

    func userContentController(_ controller: WKUserContentController, didReceive message: WKScriptMessage) {
        guard let body = message.body as? [String: Any], let event = body["event"] as? String else { return }
        heard?(event, body["detail"] as? [String: Any] ?? [:])
    }
}

/// A content controller keeps its handlers for ever; this one lets the view go.
private final class WeakHandler: NSObject, WKScriptMessageHandler {
    private weak var handler: WKScriptMessageHandler?

    init(_ handler: WKScriptMessageHandler) { self.handler = handler }

    func userContentController(_ controller: WKUserContentController, didReceive message: WKScriptMessage) {
        handler?.userContentController(controller, didReceive: message)
    }
}
