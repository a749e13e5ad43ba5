package example.avatar

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.Color
import android.webkit.JavascriptInterface
import android.webkit.WebView
import android.webkit.WebViewClient
import org.json.JSONObject

/** The avatar of a visavis server, over whatever lies beneath this view. */
@SuppressLint("SetJavaScriptEnabled")
class AvatarView(context: Context, server: String, private val heard: (event: String, detail: JSONObject?) -> Unit) :
    WebView(context) {

    private val early = mutableListOf<String>()
    private var loaded = false

    init {
        settings.javaScriptEnabled = true
        settings.domStorageEnabled = true
        settings.mediaPlaybackRequiresUserGesture = false
        setBackgroundColor(Color.TRANSPARENT)
        addJavascriptInterface(Host(), "visavisHost")
        webViewClient = object : WebViewClient() {
            override fun onPageFinished(view: WebView, url: String) {
                loaded = true
                early.forEach { view.evaluateJavascript(it, null) }
                early.clear()
            }
        }
        loadUrl("$server/embed?model=mei&lang=zh")
    }

    fun speak(text: String) = send(JSONObject().put("type", "speak").put("text", text))

    fun interrupt() = send(JSONObject().put("type", "interrupt"))

    /** Any command of docs/embedding/commands.md. Call it on the main thread. */
    fun send(command: JSONObject) {
        // JSON is a JavaScript expression, so nothing in a text can end the call.
        val call = "getMessage($command)"
        if (loaded) evaluateJavascript(call, null) else early += call
    }

    private inner class Host {
        /** Called by the page, on a thread of the web view's own. */
        @JavascriptInterface
        fun onEvent(json: String) {
            val message = JSONObject(json)
            post { heard(message.getString("event"), message.optJSONObject("detail")) }
        }
    }
}
