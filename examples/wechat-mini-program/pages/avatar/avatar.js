const SERVER = 'https://avatar.example';
const PAGE = `${SERVER}/embed?model=mei&lang=zh&hash`;

Page({
  data: { src: PAGE },

  onLoad() {
    this.send({ type: 'speak', text: '您好，欢迎光临！' });
  },

  /** One command or a list of at most 16. */
  send(commands) {
    // Higher than the last one's, also when two come within a millisecond.
    this.number = Math.max((this.number || 0) + 1, Date.now());
    const text = encodeURIComponent(JSON.stringify(commands));
    this.setData({ src: `${PAGE}#visavis=${this.number}.${text}` });
  },

  onMessage({ detail }) {
    for (const { event, detail: told } of detail.data) console.info(event, told);
  },
});
