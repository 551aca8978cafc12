"""Tables that belong to the whole house."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import get_language


class Ward(models.Model):
    """The one row of settings an official may edit; nothing in the code is tied to one ward."""

    name_ja = models.CharField(max_length=60, default="つなぐ区")
    name_ja_simple = models.CharField(max_length=80, default="つなぐ{区|く}", help_text="With furigana: {区|く}")
    name_en = models.CharField(max_length=60, default="Tsunagu City")
    municipality_code = models.CharField(
        max_length=6, validators=[RegexValidator(r"^\d{6}$")], help_text="全国地方公共団体コード, six digits"
    )
    prefecture = models.CharField(max_length=10, default="東京都")
    phone = models.CharField(max_length=30, blank=True)
    sender = models.EmailField(blank=True)
    tile_url = models.CharField(
        max_length=200,
        blank=True,
        default="https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png",
        help_text="Empty: the map shows the ward's outline without tiles.",
    )
    tile_credit = models.CharField(max_length=200, blank=True, default="地理院タイル（国土地理院）")
    tile_credit_url = models.URLField(blank=True, default="https://maps.gsi.go.jp/development/ichiran.html")
    outline = models.JSONField(null=True, blank=True, help_text="GeoJSON geometry of the ward's border")
    night_hour = models.PositiveSmallIntegerField(default=2, validators=[MaxValueValidator(23)])
    disaster_mode = models.BooleanField(default=False)
    open_data_licence = models.CharField(max_length=100, default="CC BY 4.0")
    centre_latitude = models.FloatField(default=35.6938, validators=[MinValueValidator(20), MaxValueValidator(46)])
    centre_longitude = models.FloatField(default=139.7034, validators=[MinValueValidator(122), MaxValueValidator(154)])

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ward_is_one_row")]

    def __str__(self) -> str:
        return self.name_ja

    @property
    def name(self) -> str:
        """The name for the reader's language: Japanese, with furigana, or Latin."""
        language = get_language() or "ja"
        return {"ja": self.name_ja, "ja-simple": self.name_ja_simple}.get(language, self.name_en)


class Act(models.Model):
    """Who did what to which record, when and why; rows are only ever added."""

    at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True, help_text="Person who acted; empty for the system")
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "-at"], name="act_of_object"),
            models.Index(fields=["person_id", "-at"], name="act_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"
