"""Every classification model of Keras and torchvision."""
