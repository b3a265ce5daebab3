/**
 * Why there is no widget, and what can still be said: loaded when one could not start or was lost. It asks for the files again to tell a
 * page's policy from a server's mistake, and speaks every language of the widget, whose own words may be what is missing.
 */

/** In the order of `WORDS`. */
const NAMES = ['title', 'order', 'again', 'reload', 'shop', 'changed', 'offline', 'old'];
const WORDS = {
  en: ['The top-up can’t be shown right now', 'Your order goes on without this page. Reference {reference}. You will not be charged twice.',
    'Try again', 'Reload the page, or ask the shop. Nothing that you ordered is lost.', 'The shop’s page does not let it start. Please tell the shop.',
    'One of its files was changed on the way, so it was not started. Please tell the shop.', 'You are offline. It starts when you are back.',
    'This browser is too old for it. Please use a newer one.'],
  ar: ['لا يمكن عرض إعادة الشحن الآن', 'طلبك مستمر بدون هذه الصفحة. الرقم المرجعي {reference}. لن يُخصم منك المبلغ مرتين.', 'حاول مرة أخرى',
    'أعد تحميل الصفحة أو اسأل المتجر. لم يُفقد أي شيء طلبته.', 'صفحة المتجر لا تسمح ببدئها. يُرجى إبلاغ المتجر.',
    'تغيّر أحد الملفات في الطريق فلم تبدأ. يُرجى إبلاغ المتجر.', 'أنت غير متصل. ستبدأ عند عودة الاتصال.', 'هذا المتصفح قديم جدًا. يُرجى استخدام إصدار أحدث.'],
  de: ['Die Aufladung kann gerade nicht angezeigt werden', 'Ihre Bestellung läuft ohne diese Seite weiter. Referenz {reference}. Es wird nicht doppelt berechnet.',
    'Erneut versuchen', 'Laden Sie die Seite neu oder fragen Sie den Shop. Nichts, was Sie bestellt haben, ist verloren.',
    'Die Seite des Shops lässt den Start nicht zu. Bitte sagen Sie dem Shop Bescheid.',
    'Eine Datei wurde unterwegs verändert, darum wurde nichts gestartet. Bitte sagen Sie dem Shop Bescheid.',
    'Sie sind offline. Es geht los, wenn Sie wieder online sind.', 'Dieser Browser ist zu alt dafür. Bitte nutzen Sie einen neueren.'],
  es: ['La recarga no se puede mostrar ahora', 'Tu pedido sigue sin esta página. Referencia {reference}. No se te cobrará dos veces.', 'Intentar de nuevo',
    'Recarga la página o pregunta a la tienda. No se ha perdido nada de lo que pediste.', 'La página de la tienda no deja que se inicie. Avisa a la tienda.',
    'Uno de los archivos cambió por el camino y no se ha iniciado. Avisa a la tienda.', 'No tienes conexión. Empezará cuando vuelvas.',
    'Este navegador es demasiado antiguo. Usa uno más reciente.'],
  fr: ['La recharge ne peut pas s’afficher pour le moment', 'Votre commande continue sans cette page. Référence {reference}. Vous ne serez pas débité deux fois.',
    'Réessayer', 'Rechargez la page ou demandez à la boutique. Rien de ce que vous avez commandé n’est perdu.',
    'La page de la boutique ne la laisse pas démarrer. Prévenez la boutique.',
    'Un de ses fichiers a été modifié en route, elle n’a donc pas démarré. Prévenez la boutique.', 'Vous êtes hors ligne. Elle démarrera à votre retour.',
    'Ce navigateur est trop ancien. Utilisez-en un plus récent.'],
  he: ['לא ניתן להציג את הטעינה כרגע', 'ההזמנה שלך ממשיכה בלי הדף הזה. אסמכתה {reference}. לא תחויב פעמיים.', 'לנסות שוב',
    'טען מחדש את הדף או שאל את החנות. שום דבר שהזמנת לא אבד.', 'דף החנות לא מאפשר לה להתחיל. אנא הודע לחנות.',
    'אחד הקבצים השתנה בדרך ולכן היא לא הופעלה. אנא הודע לחנות.', 'אין חיבור לאינטרנט. היא תתחיל כשהחיבור יחזור.', 'הדפדפן הזה ישן מדי. אנא השתמש בחדש יותר.'],
  hi: ['टॉप-अप अभी दिखाया नहीं जा सकता', 'आपका ऑर्डर इस पेज के बिना भी चलता रहेगा। संदर्भ {reference}। आपसे दो बार शुल्क नहीं लिया जाएगा।', 'फिर कोशिश करें',
    'पेज फिर से लोड करें या दुकान से पूछें। आपका कोई ऑर्डर खोया नहीं है।', 'दुकान का पेज इसे शुरू नहीं होने देता। कृपया दुकान को बताएँ।',
    'इसकी एक फ़ाइल रास्ते में बदल गई, इसलिए इसे शुरू नहीं किया गया। कृपया दुकान को बताएँ।', 'आप ऑफ़लाइन हैं। कनेक्शन लौटने पर यह शुरू होगा।',
    'यह ब्राउज़र इसके लिए बहुत पुराना है। कृपया नया इस्तेमाल करें।'],
  it: ['La ricarica non può essere mostrata ora', 'Il tuo ordine prosegue senza questa pagina. Riferimento {reference}. Non ti verrà addebitato due volte.', 'Riprova',
    'Ricarica la pagina o chiedi al negozio. Nulla di ciò che hai ordinato è perso.', 'La pagina del negozio non le permette di avviarsi. Avvisa il negozio.',
    'Uno dei file è stato modificato lungo il percorso, quindi non è stata avviata. Avvisa il negozio.', 'Sei offline. Si avvia quando torni in linea.',
    'Questo browser è troppo vecchio. Usane uno più recente.'],
  ja: ['現在チャージを表示できません', 'ご注文はこのページがなくても進みます。照会番号 {reference}。二重に請求されることはありません。', 'もう一度試す',
    'ページを再読み込みするか、ショップにお問い合わせください。ご注文は失われていません。', 'ショップのページの設定により開始できません。ショップにお知らせください。',
    'ファイルが途中で変更されたため開始しませんでした。ショップにお知らせください。', 'オフラインです。接続が戻ると開始します。', 'このブラウザは古すぎます。新しいものをお使いください。'],
  ko: ['지금은 충전을 표시할 수 없습니다', '주문은 이 페이지 없이도 계속 진행됩니다. 참조 번호 {reference}. 두 번 청구되지 않습니다.', '다시 시도',
    '페이지를 새로고침하거나 상점에 문의하세요. 주문한 내용은 사라지지 않았습니다.', '상점 페이지가 시작을 허용하지 않습니다. 상점에 알려 주세요.',
    '파일 하나가 도중에 바뀌어 시작하지 않았습니다. 상점에 알려 주세요.', '오프라인입니다. 다시 연결되면 시작합니다.', '이 브라우저는 너무 오래되었습니다. 새 버전을 사용하세요.'],
  nl: ['Het opwaarderen kan nu niet worden getoond', 'Je bestelling gaat door zonder deze pagina. Referentie {reference}. Er wordt niet dubbel afgeschreven.', 'Opnieuw proberen',
    'Laad de pagina opnieuw of vraag de winkel. Niets van je bestelling is verloren.', 'De pagina van de winkel laat het niet starten. Meld het aan de winkel.',
    'Een van de bestanden is onderweg veranderd, daarom is het niet gestart. Meld het aan de winkel.', 'Je bent offline. Het start zodra je terug bent.',
    'Deze browser is te oud. Gebruik een nieuwere.'],
  pl: ['Nie można teraz pokazać doładowania', 'Zamówienie jest realizowane bez tej strony. Numer {reference}. Opłata nie zostanie pobrana dwa razy.', 'Spróbuj ponownie',
    'Odśwież stronę lub zapytaj w sklepie. Nic z zamówienia nie przepadło.', 'Strona sklepu nie pozwala na uruchomienie. Powiadom sklep.',
    'Jeden z plików zmienił się po drodze, więc nic nie uruchomiono. Powiadom sklep.', 'Jesteś offline. Uruchomi się po powrocie połączenia.',
    'Ta przeglądarka jest za stara. Użyj nowszej.'],
  pt: ['A recarga não pode ser mostrada agora', 'O seu pedido continua sem esta página. Referência {reference}. Não será cobrado duas vezes.', 'Tentar novamente',
    'Recarregue a página ou pergunte à loja. Nada do que pediu se perdeu.', 'A página da loja não permite iniciá-la. Avise a loja.',
    'Um dos ficheiros foi alterado no caminho, por isso não foi iniciada. Avise a loja.', 'Está offline. Começa quando voltar a ligação.',
    'Este navegador é demasiado antigo. Use um mais recente.'],
  tr: ['Yükleme şu anda gösterilemiyor', 'Siparişiniz bu sayfa olmadan da sürüyor. Referans {reference}. İki kez ücret alınmaz.', 'Tekrar dene',
    'Sayfayı yenileyin veya mağazaya sorun. Sipariş ettiğiniz hiçbir şey kaybolmadı.', 'Mağazanın sayfası başlamasına izin vermiyor. Lütfen mağazaya bildirin.',
    'Dosyalarından biri yolda değişti, bu yüzden başlatılmadı. Lütfen mağazaya bildirin.', 'Çevrimdışısınız. Bağlantı gelince başlar.',
    'Bu tarayıcı çok eski. Lütfen daha yenisini kullanın.'],
  zh: ['现在无法显示充值', '您的订单会继续处理，无需停留在此页面。编号 {reference}。不会重复收费。', '重试', '请重新加载页面或咨询商店。您的订单没有丢失。',
    '商店的页面不允许它启动。请告知商店。', '它的一个文件在途中被更改，因此没有启动。请告知商店。', '您已离线。恢复连接后会自动开始。', '此浏览器太旧。请使用较新的浏览器。'],
};

/** What each cause says below the title, and what helps: `[sentence, action]`. Where trying again may help, there is a button. */
const CAUSES = {
  blocked: ['shop', 'ask_shop'],
  wrong_type: ['shop', 'ask_shop'],
  tampered: ['changed', 'ask_shop'],
  offline: ['offline', 'retry'],
  old_browser: ['old', 'none'],
  panicked: [undefined, 'retry'],
  unavailable: [undefined, 'retry'],
};

/** The language of a tag; Chinese in the traditional script is better off with English. */
function language(wanted) {
  try {
    const { language, script } = new Intl.Locale(wanted.replaceAll('_', '-')).maximize();
    return language in WORDS && (language !== 'zh' || script === 'Hans') ? language : 'en';
  } catch {
    return /[-_]/.test(wanted) ? language(wanted.replace(/[-_][^-_]*$/, '')) : 'en';
  }
}

/** What is wrong with a file, if anything: asked once with what must be in it, and once without. */
async function fault([url, integrity], type) {
  const ask = (options) => fetch(url, { cache: 'no-store', ...options }).catch(() => undefined);
  const reply = await ask({});
  if (!reply?.ok) return 'unavailable';
  if (!type.test(reply.headers.get('content-type') ?? '')) return 'wrong_type';
  return integrity && !(await ask({ integrity })) ? 'tampered' : undefined;
}

/** Why a start has failed: what the page's policy says, then the network, then each file. */
export async function cause({ error, files, refused }) {
  const words = String(error?.message);
  if (refused.size || /Content Security Policy|unsafe-eval|blocked by CSP/i.test(words)) return 'blocked';
  if (!navigator.onLine) return 'offline';
  // The glue takes wasm of any type but a page; scripts the browser itself insists upon.
  const faults = await Promise.all([
    fault(files.glue, /javascript/),
    fault(files.host, /javascript/),
    fault(files.wasm, /^(?!text\/html)/),
    fault(files.css, /^(?!text\/html)/),
  ]);
  if (refused.size) return 'blocked';
  return ['tampered', 'wrong_type'].find((known) => faults.includes(known)) ?? 'unavailable';
}

function reference(bff) {
  try {
    return sessionStorage.getItem(`esim-topup:reference:${bff}`);
  } catch {
    return undefined;
  }
}

/** What to show and what to tell the page: `{screen, detail}`. */
export async function explain({ code: known, error, files, refused, retried, again, bff, wanted, order = reference(bff) }, make) {
  const code = known ?? (await cause({ error, files, refused }));
  const tongue = language(wanted);
  const words = Object.fromEntries(NAMES.map((name, place) => [name, WORDS[tongue][place]]));
  const [sentence, best] = CAUSES[code];
  const action = best === 'retry' && retried && code !== 'offline' ? 'reload' : best;
  const screen = make('section', 'screen', make('h2', 'title', words.title));
  screen.dataset.fallback = code;
  screen.setAttribute('role', 'alert');
  if (order) {
    const [before, after] = words.order.split('{reference}');
    const name = make('b', 'strong', order);
    name.dataset.reference = order;
    screen.append(make('p', '', before, name, after));
  }
  const advice = action === 'reload' ? words.reload : words[sentence];
  if (advice) screen.append(make('p', 'lead', advice));
  if (action === 'retry') {
    const button = make('button', 'button primary', words.again);
    button.type = 'button';
    button.addEventListener('click', again);
    screen.append(make('div', 'actions is-start', button));
  }
  // What the page has put inside the tag for this case.
  screen.append(make('slot', ''));
  if (code === 'offline') addEventListener('online', () => screen.isConnected && again(), { once: true });
  const root = make('div', 'topup', screen);
  root.lang = tongue;
  root.dir = ['ar', 'he'].includes(tongue) ? 'rtl' : 'ltr';
  const recoverable = action === 'retry' || action === 'reload';
  return { screen: root, detail: { code, stage: 'load', recoverable, retryAfter: null, action, diagnosticsId: null } };
}
