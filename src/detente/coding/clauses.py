"""The clause of a verb: voice, subject, object, agent, through control, coordination and relative clauses."""

from __future__ import annotations

from detente.coding.lexicon import word_classes
from detente.coding.scene import RELATIVES, Party, Scene
from detente.sentences.tree import Tree

__all__ = ["agents", "is_passive", "objects_of", "subject_token", "subjects"]

_DEEPEST = 6
_TAKES_UP = frozenset(("they", "it", "he", "she"))
_TOGETHER = frozenset(("together", "along", "jointly"))


def is_passive(tree: Tree, verb: int) -> bool:
    """Whether a verb is passive: by a passive subject or auxiliary, by "by", or as a bare participle."""
    below = {tree.deps[child] for child in tree.children[verb]}
    if "nsubjpass" in below or "auxpass" in below or ("agent" in below and "dobj" not in below):
        return True
    if tree.tags[verb] != "VBN":
        return False
    if tree.deps[verb] == "conj" and "nsubj" not in below and "aux" not in below:
        return is_passive(tree, tree.heads[verb])
    return tree.deps[verb] in ("acl", "advcl", "amod") and "aux" not in below and "dobj" not in below


def subjects(scene: Scene, verb: int) -> list[Party]:
    """Who does what the verb says."""
    if is_passive(scene.tree, verb):
        return agents(scene, verb)
    token = subject_token(scene, verb)
    if token is None:
        return []
    found = scene.parties(token)
    if found:
        return _with_companions(scene, verb, token, found)
    governor = _governor_of_pronoun(scene, verb, token)
    if governor is not None:
        return subjects(scene, governor)
    if scene.tree.deps[token] in ("poss", "amod", "compound"):
        return [
            Party(scene.cast.state_of(m.actor), m.actor if m.form == "person" else None, token)
            for m in scene.by_token.get(token, ())
        ]
    return found


def _governor_of_pronoun(scene: Scene, verb: int, token: int) -> int | None:
    """The verb whose subject a pronoun takes up that nothing else explains: "leaders said they would"."""
    tree = scene.tree
    if tree.words[token].lower() not in _TAKES_UP or token in scene.by_token:
        return None
    node = next((at for at in (verb, *tree.ancestors(verb)) if tree.deps[at] == "ccomp"), None)
    if node is None or tree.heads[node] == node or tree.pos[tree.heads[node]] != "VERB":
        return None
    return tree.heads[node] if subject_token(scene, tree.heads[node]) != token else None


def _with_companions(scene: Scene, verb: int, subject: int, found: list[Party]) -> list[Party]:
    """The subject's parties and those named after "together with", "along with", "alongside"."""
    tree = scene.tree
    out = list(found)
    for node in (subject, verb):
        for child in tree.children[node]:
            with_ = [child, *tree.having(child, "prep")]
            beside = [
                prep
                for prep in with_
                if (tree.lemmas[prep] == "with" and prep and tree.words[prep - 1].lower() in _TOGETHER)
                or (tree.lemmas[prep] == "alongside" and tree.deps[prep] == "prep")
            ]
            others = [p for prep in beside for low in tree.having(prep, "pobj") for p in scene.parties(low)]
            out.extend(party for party in others if party.actor not in {seen.actor for seen in out})
    return out


def agents(scene: Scene, verb: int) -> list[Party]:
    """Who does it, in a passive clause: by …; shared by coordinated verbs."""
    tree = scene.tree
    found = [
        party
        for child in tree.children[verb]
        if tree.deps[child] in ("agent", "prep") and tree.lemmas[child] == "by"
        for below in tree.having(child, "pobj")
        for party in scene.parties(below)
    ]
    if not found and tree.deps[verb] == "conj" and is_passive(tree, tree.heads[verb]):
        return agents(scene, tree.heads[verb])
    return found


def subject_token(scene: Scene, verb: int, *, depth: int = 0) -> int | None:
    """The token of the logical subject of an active verb, or None."""
    tree = scene.tree
    own = tree.having(verb, "nsubj", "csubj")
    if own:
        return own[0]
    head, dep = tree.heads[verb], tree.deps[verb]
    if depth > _DEEPEST or head == verb:
        return None
    if dep in ("acl", "relcl"):
        return _through_noun(scene, verb, head, depth)
    if dep == "conj" and tree.pos[head] in ("VERB", "AUX"):
        return _governor_subject(scene, head, depth)
    if dep in ("xcomp", "ccomp"):
        return _controller(scene, head, dep, depth)
    if dep in ("advcl", "pcomp", "prep", "aux", "dep"):
        above = next(
            (node for node in [head, *tree.ancestors(head)] if tree.pos[node] in ("VERB", "AUX")), None
        )
        return _governor_subject(scene, above, depth) if above is not None else None
    return None


def _controller(scene: Scene, governor: int, dep: str, depth: int) -> int | None:
    """The subject of an infinitive: the actor its governor has as object ("urged India to") or subject."""
    tree = scene.tree
    if dep == "xcomp":
        for token in tree.having(governor, "dobj", "dative"):
            if scene.parties(token):
                return token
    if tree.pos[governor] == "ADJ" and tree.heads[governor] != governor:
        governor = tree.heads[governor]
    return _governor_subject(scene, governor, depth)


def _through_noun(scene: Scene, verb: int, noun: int, depth: int) -> int | None:
    """The subject of a clause that hangs on a noun: the noun, or whoever has the plan it names."""
    tree = scene.tree
    if tree.tags[verb] == "VB" and tree.pos[noun] in ("NOUN", "PROPN"):
        owners = scene.modifiers(noun) or [
            p for of in scene.preposition(noun, "of") for p in scene.parties(of)
        ]
        if owners:
            return owners[0].token
        governor = tree.heads[noun]
        if tree.deps[noun] in ("dobj", "attr") and governor != noun:
            return _governor_subject(scene, governor, depth)
        return None
    if tree.lemmas[noun] in word_classes()["utterance"] and tree.deps[noun] == "dobj":
        return _governor_subject(scene, tree.heads[noun], depth)  # "issued a statement condemning …"
    if (
        tree.tags[verb] == "VBG"
        and tree.lemmas[noun] in word_classes()["occasion"]
        and not scene.parties(noun)
    ):
        above = next((node for node in tree.ancestors(noun) if tree.pos[node] == "VERB"), None)
        return _governor_subject(scene, above, depth) if above is not None else None
    return noun if scene.parties(noun) or tree.tags[verb] != "VB" else None


def _governor_subject(scene: Scene, governor: int, depth: int) -> int | None:
    passive = scene.tree.having(governor, "nsubjpass")
    return passive[0] if passive else subject_token(scene, governor, depth=depth + 1)


def objects_of(scene: Scene, verb: int) -> list[int]:
    """Tokens of what is acted upon: direct objects, passive subjects, the noun of a relative clause."""
    tree = scene.tree
    if is_passive(tree, verb):
        return _passive_objects(scene, verb)
    own = tree.having(verb, "dobj", "obj", "oprd", *(("attr",) if tree.lemmas[verb] == "become" else ()))
    if own:
        return _resolved(scene, own)
    if tree.deps[verb] == "relcl" and tree.having(verb, "nsubj"):
        return [tree.heads[verb]]
    return []


def _passive_objects(scene: Scene, verb: int) -> list[int]:
    tree = scene.tree
    own = tree.having(verb, "nsubjpass") or (
        tree.having(verb, "dobj") if tree.having(verb, "auxpass") else []
    )
    if own:
        return _resolved(scene, own)
    dep, head = tree.deps[verb], tree.heads[verb]
    if dep in ("acl", "relcl"):
        return [head]
    if dep == "conj":
        return objects_of(scene, head)
    if dep == "pcomp":  # "came home after being released"
        head = next((node for node in tree.ancestors(verb) if tree.pos[node] == "VERB"), head)
    return tree.having(head, "nsubjpass", "nsubj") if dep in ("xcomp", "advcl", "pcomp") else []


def _resolved(scene: Scene, tokens: list[int]) -> list[int]:
    """Tokens with relative pronouns replaced by their nouns."""
    out = []
    for token in tokens:
        relative = scene.tree.words[token].lower() in RELATIVES
        antecedent = scene.antecedent(token) if relative else token
        if antecedent is not None:
            out.append(antecedent)
    return out
