"""copydesk turns raw news into clean, paragraph-segmented, validated and versioned datasets."""

__version__ = "0.1.0"
