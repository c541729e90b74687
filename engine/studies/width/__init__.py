"""MobileNetV2 over its width multiplier."""
